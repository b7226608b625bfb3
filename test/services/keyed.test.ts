import { createSecretKey } from 'node:crypto'
import t from 'tap'
import { openKeyed } from '../../src/services/keyed.ts'

const secretOf = (name: string) => createSecretKey(`${name} is a secret of these tests alone`, 'utf8')
const old = openKeyed([secretOf('old')])
const changed = openKeyed([secretOf('new'), secretOf('old')])
const other = openKeyed([secretOf('other')])

t.test('A hash fits neither another purpose, nor other texts, nor another secret', (t) => {
  const [stored] = old.hashes('code', ['ann', '12'])
  t.match(stored, /^[\w-]{43}$/)
  t.notOk(old.fits(stored, 'number', ['ann', '12']))
  for (const texts of [['ann', '13'], ['ann1', '2'], ['ann', '1', '2'], ['ann12'], ['12', 'ann'], []])
    t.notOk(old.fits(stored, 'code', texts), texts.join())
  t.notOk(other.fits(stored, 'code', ['ann', '12']))
  for (const wrong of ['', stored.slice(1), `${stored}=`, 'ä'.repeat(43)])
    t.notOk(old.fits(wrong, 'code', ['ann', '12']))
  t.ok(old.fits(stored, 'code', ['ann', '12']))
  t.end()
})

t.test('What was stored before the secret changed still fits, and what is new does not need the old one', (t) => {
  const [stored] = old.hashes('code', ['ann'])
  t.ok(changed.fits(stored, 'code', ['ann']))
  const [first, second] = changed.hashes('code', ['ann'])
  t.not(first, stored)
  t.equal(second, stored)
  t.equal(changed.unseal('code', old.seal('code', 'text')), 'text')
  t.equal(old.unseal('code', changed.seal('code', 'text')), undefined)
  t.end()
})

t.test('A sealed text is read by its purpose and its secret alone, and only as it was made', (t) => {
  const sealed = old.seal('code', 'grüße 123456')
  t.match(sealed, /^[\w-]+$/)
  t.not(sealed, old.seal('code', 'grüße 123456'), 'two of one text differ')
  t.notMatch(Buffer.from(sealed, 'base64url').toString('latin1'), '123456')
  t.equal(old.unseal('number', sealed), undefined)
  t.equal(other.unseal('code', sealed), undefined)
  for (let at = 0; at < sealed.length - 1; at++) {
    const wrong = `${sealed.slice(0, at)}${sealed.charAt(at) === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    t.equal(old.unseal('code', wrong), undefined, `changed at ${at}`)
    t.equal(old.unseal('code', sealed.slice(0, at)), undefined, `cut at ${at}`)
  }
  t.equal(old.unseal('code', sealed), 'grüße 123456')
  t.equal(old.unseal('code', old.seal('code', '')), '')
  t.end()
})
