import t from 'tap'
import { seedContent } from '../../../src/app.ts'
import { builtInPersonas, personaOf, personasOf } from '../../fixtures/personas.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asUser } from '../../fixtures/users.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const rowsOf = ({ deps: { db } }: World) => db.selectFrom('personas').selectAll().orderBy('id').execute()

/** As a row was before the content changed. */
const asOlder = ({ deps: { db } }: World, id: string) =>
  db.updateTable('personas').set({ name: 'Older', content_hash: 'older' }).where('id', '=', id).execute()

onBoth(t, 'a start writes the personas of the content, and a second one changes nothing', async (t, world) => {
  const before = await rowsOf(world)
  t.strictSame(
    before.map(({ id }) => id),
    builtInPersonas,
  )
  for (const row of before) t.match(row, { user_id: null, is_public: 1, deleted_at: null, content_hash: /^[\w-]{43}$/ })
  world.clock.now += 1_000
  await seedContent(world.deps)
  t.strictSame(await rowsOf(world), before)
})

onBoth(t, 'two processes may start at once', async (t, world) => {
  await world.deps.db.deleteFrom('personas').execute()
  await Promise.all(Array.from({ length: 8 }, () => seedContent(world.deps)))
  t.equal((await rowsOf(world)).length, builtInPersonas.length)
})

onBoth(t, 'what the content has changed is renewed, and what users have with it is kept', async (t, world) => {
  const { read, relate, relationship } = personasOf(world)
  await relate('brad_001', { is_favorite: true })
  await asOlder(world, 'brad_001')
  t.equal((await read('brad_001')).json().name, 'Older')
  world.clock.now += 1_000
  await seedContent(world.deps)
  const brad = (await read('brad_001')).json()
  t.match(brad, { name: 'Brad', created_at: '2026-11-20T09:30:00.000Z', updated_at: '2026-11-20T09:30:01.000Z' })
  t.equal((await read('sarah_001')).json().updated_at, '2026-11-20T09:30:00.000Z', 'the others are as they were')
  t.equal((await relationship('brad_001')).json().is_favorite, true)
})

onBoth(t, 'what the operator has changed stays as it is', async (t, world) => {
  const { read, update } = personasOf(world)
  await asOlder(world, 'brad_001')
  await update('brad_001', { description: 'Ours' }, asOperator)
  await seedContent(world.deps)
  t.match((await read('brad_001')).json(), { name: 'Older', description: 'Ours' })
})

onBoth(t, 'what the operator has deleted does not come back, and may be made anew', async (t, world) => {
  const { read, list, update, remove, create } = personasOf(world)
  await asOlder(world, 'brad_001')
  t.equal((await remove('brad_001', asOperator)).statusCode, 204)
  await seedContent(world.deps)
  for (const headers of [{}, asUser, asOperator]) {
    t.strictSame(refusalOf(await read('brad_001', headers)), [404, 'persona-not-found'])
    t.equal((await list({}, headers)).json().total_items, builtInPersonas.length - 1)
  }
  for (const again of [await remove('brad_001', asOperator), await update('brad_001', { name: 'x' }, asOperator)])
    t.strictSame(refusalOf(again), [404, 'persona-not-found'])
  t.strictSame(refusalOf(await create(personaOf({ id: 'brad_001' }))), [409, 'persona-taken'], 'not by a user')
  t.equal((await create(personaOf({ id: 'brad_001', name: 'Ours', is_public: true }), asOperator)).statusCode, 201)
  await seedContent(world.deps)
  t.match((await read('brad_001', {})).json(), { name: 'Ours', created_by: 'system' })
})

onBoth(t, 'a persona of a user whose id the content takes later stays theirs', async (t, world) => {
  const { read, create } = personasOf(world)
  await world.deps.db.deleteFrom('personas').where('id', '=', 'pia_001').execute()
  await create(personaOf({ id: 'pia_001' }))
  await seedContent(world.deps)
  t.match((await read('pia_001')).json(), { name: 'Old Marlow', created_by: 'user' })
})
