import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openOperatorToken } from '../../src/services/operator-token.ts'
import { folder } from '../fixtures/process.ts'

t.test('A file that holds something else is refused, and named', async (t) => {
  const DATA_DIR = await folder(t)
  writeFileSync(join(DATA_DIR, 'operator-token'), 'short\n')
  t.throws(() => openOperatorToken({ DATA_DIR }), { message: /operator-token does not hold what this service wrote/ })
})

t.test('The token is made once, for the user of the service alone', async (t) => {
  const DATA_DIR = await folder(t)
  const token = openOperatorToken({ DATA_DIR })
  t.match(token, /^[\w-]{43}$/)
  t.equal(openOperatorToken({ DATA_DIR }), token)
  const path = join(DATA_DIR, 'operator-token')
  t.equal(readFileSync(path, 'utf8'), `${token}\n`)
  t.equal(statSync(path).mode & 0o777, 0o600)
})

t.test('ADMIN_TOKEN takes its place, and leaves no file', async (t) => {
  const DATA_DIR = await folder(t)
  t.equal(openOperatorToken({ DATA_DIR, ADMIN_TOKEN: 'x'.repeat(40) }), 'x'.repeat(40))
  t.throws(() => statSync(join(DATA_DIR, 'operator-token')))
})
