import t from 'tap'
import { ownerKey } from '../../../db/owner.ts'
import { owned } from '../../../src/domains/personas/actions.ts'
import { builtInPersonas, personaOf, personasOf } from '../../fixtures/personas.ts'
import { asGuest, exampleUser } from '../../fixtures/users.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const user = ownerKey({ user_id: exampleUser.id })
const exported = async ({ deps: { db } }: World, name: string, owner = user) => {
  const list = owned.exports?.find((it) => it.name === name)
  return list ? Array.fromAsync(list.items(db, owner)) : undefined
}

async function fill(world: World) {
  const { create, relate } = personasOf(world)
  for (let at = 0; at < 3; at++) await create(personaOf({ id: `mine-${at}`, is_public: true }))
  await create(personaOf({ id: 'theirs', is_public: true }), asGuest)
  for (const id of ['brad_001', 'mine-1', 'theirs']) {
    await relate(id, {})
    await relate(id, { is_favorite: true }, asGuest)
  }
}

onBoth(t, "an export has a user's personas and relationships as they are read", async (t, world) => {
  await fill(world)
  const { read, relationship } = personasOf(world)
  t.strictSame(await exported(world, 'personas'), [
    ...(await Promise.all(['mine-0', 'mine-1', 'mine-2'].map(async (id) => (await read(id)).json()))),
  ])
  t.strictSame(await exported(world, 'relationships'), [
    ...(await Promise.all(['brad_001', 'mine-1', 'theirs'].map(async (id) => (await relationship(id)).json()))),
  ])
  for (const name of ['personas', 'relationships'])
    t.strictSame(await exported(world, name, ownerKey({ session_id: exampleUser.id })), [], 'a session has none')
})

onBoth(t, 'an export of many relationships is whole', async (t, world) => {
  const { create, relate } = personasOf(world)
  for (let at = 0; at < 100; at++) await create(personaOf({ id: `mine-${at}` }))
  for (let at = 0; at < 100; at++) await relate(`mine-${at}`, {})
  for (const id of builtInPersonas) await relate(id, {})
  t.equal((await exported(world, 'personas'))?.length, 100)
  t.equal((await exported(world, 'relationships'))?.length, 100 + builtInPersonas.length)
})

onBoth(t, 'nothing of a user who is erased is left, and all of the others is', async (t, world) => {
  await fill(world)
  const { db } = world.deps
  await db.transaction().execute((trx) => owned.erase(trx, ownerKey({ session_id: exampleUser.id }), world.deps))
  t.equal((await exported(world, 'personas'))?.length, 3, 'a session of the same name erases nothing')
  await db.transaction().execute((trx) => owned.erase(trx, user, world.deps))
  t.strictSame(await exported(world, 'personas'), [])
  t.strictSame(await exported(world, 'relationships'), [])
  const { list, relationship } = personasOf(world)
  t.equal((await list({ page_size: 100 }, asGuest)).json().total_items, builtInPersonas.length + 1)
  for (const id of ['brad_001', 'theirs']) t.equal((await relationship(id, asGuest)).json().is_favorite, true)
})

onBoth(t, 'a user whose row is deleted leaves nothing', async (t, world) => {
  await fill(world)
  const { db } = world.deps
  await db.deleteFrom('users').where('id', '=', exampleUser.id).execute()
  for (const table of owned.tables as ('personas' | 'user_persona_relationships')[])
    t.strictSame(await db.selectFrom(table).select('created_at').where('user_id', '=', exampleUser.id).execute(), [])
})
