import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openOperatorToken } from '../../src/services/operator-token.ts'

t.test('A file that holds something else is refused, and named', (t) => {
  const DATA_DIR = t.testdir()
  writeFileSync(join(DATA_DIR, 'operator-token'), 'short\n')
  t.throws(() => openOperatorToken({ DATA_DIR }), { message: /operator-token does not hold a token/ })
  t.end()
})

t.test('The token is made once, for the user of the service alone', (t) => {
  const DATA_DIR = t.testdir()
  const token = openOperatorToken({ DATA_DIR })
  t.match(token, /^[\w-]{43}$/)
  t.equal(openOperatorToken({ DATA_DIR }), token)
  const path = join(DATA_DIR, 'operator-token')
  t.equal(readFileSync(path, 'utf8'), `${token}\n`)
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.end()
})

t.test('ADMIN_TOKEN takes its place, and leaves no file', (t) => {
  const DATA_DIR = t.testdir()
  t.equal(openOperatorToken({ DATA_DIR, ADMIN_TOKEN: 'x'.repeat(40) }), 'x'.repeat(40))
  t.throws(() => statSync(join(DATA_DIR, 'operator-token')))
  t.end()
})
