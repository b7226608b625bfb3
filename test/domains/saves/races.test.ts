import t from 'tap'
import { savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const fifty = Array.from({ length: 50 }, (_, at) => at)
const writer = (at: number) => stateOf({ party_name: `Writer ${at}`, at })
type Reply = { statusCode: number; json(): Record<string, unknown> }
const count = (replies: Reply[], status: number) => replies.filter((reply) => reply.statusCode === status).length
const versionsOf = (replies: Reply[]) => replies.map((reply) => Number(reply.json().version)).sort((a, b) => a - b)

onBoth(t, 'saveSession settles 50 first saves of one id in one row, and keeps all of them', async (t, world) => {
  const { save, load, versions, version } = savesOf(world)
  const replies = await Promise.all(fifty.map((at) => save('first', writer(at))))
  t.equal(count(replies, 200), 50)
  t.strictSame(
    versionsOf(replies),
    fifty.map((at) => at + 1),
    'versions 1 to 50 without a gap',
  )
  const rows = await world.deps.db.selectFrom('parties').selectAll().execute()
  t.equal(rows.length, 1)
  t.equal((await load('first')).json().version, 50)
  t.equal((await versions('first')).json().total_items, 50)
  for (const [at, reply] of replies.entries()) {
    const kept = (await version('first', reply.json().version)).json()
    t.equal(kept.state.at, at, 'each version holds what its writer saved')
  }
})

onBoth(t, 'saveSession lets exactly one of 50 writers with If-Match "1" through', async (t, world) => {
  const { save, load, versions } = savesOf(world)
  await save('match', stateOf())
  const replies = await Promise.all(fifty.map((at) => save('match', writer(at), { 'if-match': '"1"' })))
  t.equal(count(replies, 200), 1)
  t.equal(count(replies, 412), 49)
  const { state, version } = (await load('match')).json()
  t.equal(version, 2)
  t.equal(
    state.at,
    replies.findIndex((reply) => reply.statusCode === 200),
  )
  for (const reply of replies.filter((it) => it.statusCode === 412)) t.match(reply.json().current, { version, state })
  t.equal((await versions('match')).json().total_items, 2)
})

onBoth(t, 'saveSession lets exactly one of 50 writers with If-None-Match: * through', async (t, world) => {
  const { save, load } = savesOf(world)
  const replies = await Promise.all(fifty.map((at) => save('create', writer(at), { 'if-none-match': '*' })))
  t.equal(count(replies, 200), 1)
  t.equal(count(replies, 412), 49)
  const { state, version } = (await load('create')).json()
  t.equal(version, 1)
  t.equal(
    state.at,
    replies.findIndex((reply) => reply.statusCode === 200),
  )
})

onBoth(t, 'saveSession with If-Match: * writes each of 50 saves', async (t, world) => {
  const { save, versions } = savesOf(world)
  await save('any', stateOf())
  const replies = await Promise.all(fifty.map((at) => save('any', writer(at), { 'if-match': '*' })))
  t.equal(count(replies, 200), 50)
  t.strictSame(
    versionsOf(replies),
    fifty.map((at) => at + 2),
  )
  t.equal((await versions('any')).json().total_items, 50)
})

onBoth(t, 'saveSession of the same content by 50 writers at once makes one version', async (t, world) => {
  const { save, versions } = savesOf(world)
  const replies = await Promise.all(fifty.map(() => save('same', writer(7))))
  for (const reply of replies) t.match(reply.json(), { version: 1 })
  t.equal((await versions('same')).json().total_items, 1)
})

onBoth(t, 'saveSession against deleteSave leaves a whole save or none, and no orphaned history', async (t, world) => {
  const { save, load, remove, restore } = savesOf(world)
  for (let round = 0; round < 10; round++) {
    await save('fight', writer(-1))
    await save('fight', writer(-2))
    const replies = await Promise.all([
      ...fifty.slice(0, 10).map((at) => save('fight', writer(at))),
      remove('fight'),
      ...fifty.slice(10, 20).map((at) => save('fight', writer(at))),
      remove('fight', { 'if-match': '"2"' }),
      restore('fight', 1),
    ])
    const saves = replies.slice(0, 21).filter((reply) => reply.statusCode !== 204)
    t.equal(count(saves, 200), 20)
    for (const reply of replies) t.ok([200, 204, 404, 412].includes(reply.statusCode))
    const left = await load('fight')
    t.ok(left.statusCode === 404 || typeof left.json().state.at === 'number')
    await remove('fight')
  }
  const orphans = await world.deps.db.selectFrom('party_versions').select('version').execute()
  t.equal(orphans.length, 0)
})

onBoth(t, 'restoreSaveVersion never brings back what deleteSave has removed meanwhile', async (t, world) => {
  const { save, load, remove, restore } = savesOf(world)
  for (let round = 0; round < 10; round++) {
    await save('removed', writer(1))
    await save('removed', writer(2))
    const [removed] = await Promise.all([remove('removed'), ...[1, 2, 1, 2, 1].map((at) => restore('removed', at))])
    t.equal(removed?.statusCode, 204)
    t.equal((await load('removed')).statusCode, 404)
  }
})

onBoth(t, 'saveSession never gives a version number twice, whatever deletes and saves cross', async (t, world) => {
  const { save, load, remove } = savesOf(world)
  for (let trial = 0; trial < 60; trial++) {
    const session = `crossed-${trial}`
    for (const at of [1, 2, 3]) await save(session, writer(at))
    const replies = await Promise.all([remove(session), save(session, writer(4)), save(session, writer(5))])
    for (const reply of replies.slice(1)) {
      t.equal(reply.statusCode, 200)
      t.ok(Number(reply.json().version) > 3, `version ${reply.json().version} is new`)
    }
    const after = await load(session)
    const stale = await save(session, writer(6), { 'if-match': '"1"' })
    t.equal(stale.statusCode, 412, 'the tag of an earlier save overwrites nothing')
    if (after.statusCode === 200) t.strictSame((await load(session)).json(), after.json())
  }
})
