import t from 'tap'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

/** In an address, clients take them for steps between folders. */
const steps = ['.', '..']
const refused = ['', 'x'.repeat(201), '🎲'.repeat(201), 'a\nb', '\u0001', 'a\u007f', '\u0085']

onBoth(
  t,
  'saveSession and loadSession refuse a session_id that is empty, too long or has controls',
  async (t, world) => {
    const { save, load, remove, versions } = savesOf(world)
    for (const sessionId of refused) {
      const told = JSON.stringify(sessionId).slice(0, 20)
      t.strictSame(refusalOf(await save(sessionId, stateOf())), [400, 'invalid-request', 'body.session_id'], told)
      if (sessionId === '') continue
      for (const ask of [load, remove, versions]) {
        t.strictSame(refusalOf(await ask(sessionId)), [400, 'invalid-request', 'path.session_id'], told)
      }
    }
    for (const step of steps)
      t.strictSame(refusalOf(await save(step, stateOf())), [400, 'invalid-request', 'body.session_id'])
    t.strictSame(refusalOf(await load('\0')), [400, 'invalid-request', 'path.session_id'])
    for (const sessionId of [1, true, null, ['a'], { a: 1 }]) {
      t.strictSame(refusalOf(await save(sessionId, stateOf())), [400, 'invalid-request', 'body.session_id'])
    }
  },
)

onBoth(t, 'loadSession refuses an address whose percent signs mean nothing', async (t, world) => {
  for (const path of ['%', '%zz', '%ff', '%c3%28', '%ed%a0%80']) {
    const reply = await world.call({ url: `/api/v1/load/${path}` })
    t.equal(reply.statusCode, 400, path)
    t.equal(reply.json().error, 'malformed-request', path)
  }
})

const kept = [
  'a/b/../c',
  '%2F',
  '%',
  '%25 %2f',
  'x?y=1&z#w',
  ' leading and trailing ',
  'ключ-鍵-مفتاح',
  '🎲'.repeat(200),
  'x'.repeat(200),
  "'; drop table parties; --",
  '" or 1=1',
  '\\',
  'a+b;c,d=e',
  '[1,2]',
  '{"a":1}',
  'null',
  '*',
  'versions',
  '__proto__',
  'e\u0301',
  '\u00e9',
  'UPPER',
  'upper',
  '\u202ertl',
  '\ufeffmark',
]

onBoth(t, 'every operation finds a session_id of any other shape, and tells them all apart', async (t, world) => {
  const { save, load, patch, versions, version, restore, remove } = savesOf(world)
  for (const [at, sessionId] of kept.entries()) {
    t.equal((await save(sessionId, stateOf({ at }))).json().version, 1)
  }
  for (const [at, sessionId] of kept.entries()) {
    const loaded = (await load(sessionId)).json()
    t.match(loaded, { session_id: sessionId, version: 1, state: { at } })
    t.equal((await patch(sessionId, { more: at }, { 'if-match': '"1"' })).json().version, 2)
    t.equal((await restore(sessionId, 1)).json().version, 3)
    t.equal((await versions(sessionId)).json().total_items, 3)
    t.equal((await version(sessionId, 2)).json().state.more, at)
  }
  for (const sessionId of kept) {
    t.equal((await remove(sessionId)).statusCode, 204)
    t.equal((await load(sessionId)).statusCode, 404)
  }
})
