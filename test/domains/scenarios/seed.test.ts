import t from 'tap'
import { ownerKey } from '../../../db/owner.ts'
import { seedContent } from '../../../src/app.ts'
import { owned, useScenario } from '../../../src/domains/scenarios/actions.ts'
import { builtInScenarios, scenarioOf, scenariosOf } from '../../fixtures/personas.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asGuest, exampleUser } from '../../fixtures/users.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const asOlder = ({ deps: { db } }: World, id: string) =>
  db
    .updateTable('call_scenario_templates')
    .set({ name: 'Older', content_hash: 'older', use_count: 5 })
    .where('id', '=', id)
    .execute()

onBoth(
  t,
  'a start renews what the content has changed, and keeps what was counted, changed and deleted',
  async (t, world) => {
    const { read, update, remove, create } = scenariosOf(world)
    for (const id of ['the-last-lamp', 'the-map-is-wrong', 'a-favour-returned']) await asOlder(world, id)
    await update('the-map-is-wrong', { icon: '🧭' }, asOperator)
    await remove('a-favour-returned', asOperator)
    await Promise.all(Array.from({ length: 4 }, () => seedContent(world.deps)))
    t.match((await read('the-last-lamp')).json(), { name: 'The Last Lamp', use_count: 5 })
    t.match((await read('the-map-is-wrong')).json(), { name: 'Older', icon: '🧭' })
    t.strictSame(refusalOf(await read('a-favour-returned')), [404, 'scenario-not-found'])
    t.strictSame(refusalOf(await create(scenarioOf({ id: 'a-favour-returned' }))), [409, 'scenario-taken'])
    const ours = await create(scenarioOf({ id: 'a-favour-returned' }), asOperator)
    t.match(ours.json(), { name: 'At the ford', use_count: 0, created_by: 'system' })
    await seedContent(world.deps)
    t.equal((await read('a-favour-returned')).json().name, 'At the ford')
  },
)

onBoth(t, 'every use is counted, also of many at once, and none of what one may not see', async (t, world) => {
  const { create, read } = scenariosOf(world)
  await create(scenarioOf({ id: 'theirs' }), asGuest)
  const { db } = world.deps
  const use = (id: string, now = '2026-11-20T10:00:00.000Z') =>
    db.transaction().execute((trx) => useScenario(trx, exampleUser.id, id, now))
  for (const id of ['theirs', 'nothing']) await t.rejects(use(id), /There is no such scenario/)
  await Promise.all(Array.from({ length: 30 }, () => use('the-last-lamp')))
  t.match(await use('the-last-lamp'), { name: 'The Last Lamp', use_count: 31 })
  t.match((await read('the-last-lamp')).json(), { use_count: 31, last_used_at: '2026-11-20T10:00:00.000Z' })
  t.equal((await read('theirs', asGuest)).json().use_count, 0)
})

onBoth(t, "an export has a user's scenarios, and nothing is left when they are erased", async (t, world) => {
  const { create, read, list } = scenariosOf(world)
  for (const id of ['mine-b', 'mine-a']) await create(scenarioOf({ id }))
  await create(scenarioOf({ id: 'theirs' }), asGuest)
  const { db } = world.deps
  const user = ownerKey({ user_id: exampleUser.id })
  const exported = () => Array.fromAsync(owned.exports?.[0]?.items(db, user) ?? [])
  t.strictSame(await exported(), [(await read('mine-a')).json(), (await read('mine-b')).json()])
  await db.transaction().execute((trx) => owned.erase(trx, user, world.deps))
  t.strictSame(await exported(), [])
  t.equal((await list()).json().total_items, builtInScenarios.length)
  t.equal((await read('theirs', asGuest)).statusCode, 200)
})
