import t from 'tap'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

onBoth(t, 'deleteSave answers 404 where nothing is, and 412 when the save has moved on', async (t, world) => {
  const { save, load, remove } = savesOf(world)
  t.strictSame(refusalOf(await remove('nothing')), [404, 'save-not-found'])
  await save('moved', stateOf())
  await save('moved', stateOf({ scene_index: 2 }))
  const reply = await remove('moved', { 'if-match': '"1"' })
  t.strictSame(refusalOf(reply), [412, 'save-changed'])
  t.equal(reply.json().current.version, 2)
  t.equal((await load('moved')).statusCode, 200)
})

onBoth(t, 'deleteSave removes the save and its history, and nothing of another save', async (t, world) => {
  const { save, load, remove, versions, version, restore, patch } = savesOf(world)
  for (const sessionId of ['gone', 'stays']) {
    for (let scene_index = 1; scene_index <= 3; scene_index++) await save(sessionId, stateOf({ scene_index }))
  }
  const reply = await remove('gone', { 'if-match': '"3"' })
  t.equal(reply.statusCode, 204)
  t.equal(reply.body, '')
  const later = [
    await load('gone'),
    await versions('gone'),
    await version('gone', 1),
    await version('gone', 3),
    await restore('gone', 1),
    await patch('gone', {}),
    await remove('gone'),
  ]
  for (const refused of later) t.strictSame(refusalOf(refused), [404, 'save-not-found'])
  const { count } = await world.deps.db
    .selectFrom('party_versions')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  t.equal(count, 2, 'the history of the other save alone')
  t.equal((await versions('stays')).json().total_items, 3)
})

onBoth(t, 'deleteSave lets the session begin anew, without a past', async (t, world) => {
  const { save, load, remove, versions } = savesOf(world)
  await save('anew', stateOf({ scene_index: 5 }))
  await save('anew', stateOf({ scene_index: 6 }))
  t.equal((await remove('anew', { 'if-match': '*' })).statusCode, 204)
  t.equal((await save('anew', stateOf(), { 'if-none-match': '*' })).json().version, 3)
  t.strictSame((await load('anew')).json().state, stateOf())
  t.equal((await versions('anew')).json().total_items, 1)
})

onBoth(t, 'deleteSave leaves no tag behind that fits what comes after', async (t, world) => {
  const { save, load, remove } = savesOf(world)
  for (let life = 1; life <= 3; life++) {
    await save('again', stateOf({ scene_index: life }))
    await remove('again')
  }
  await save('again', stateOf({ scene_index: 9 }))
  for (const tag of ['"1"', '"2"', '"3"']) {
    t.strictSame(
      refusalOf(await save('again', stateOf({ scene_index: 1 }), { 'if-match': tag })),
      [412, 'save-changed'],
      tag,
    )
    t.equal((await load('again', { 'if-none-match': tag })).statusCode, 200, tag)
  }
  t.equal((await load('again')).json().version, 4)
})
