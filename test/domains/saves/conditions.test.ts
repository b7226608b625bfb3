import t from 'tap'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const scene = (scene_index: number) => stateOf({ scene_index })

onBoth(t, 'saveSession refuses an If-Match that is not a list of quoted tags', async (t, world) => {
  const { save, load, restore, remove, patch } = savesOf(world)
  await save('syntax', scene(1))
  for (const tag of ['3', '"3', '3"', '"3" "4"', '"3",', ',', 'W/3', '*, "3"', "'3'", 'w/"3"', '""3""']) {
    const headers = { 'if-match': tag }
    const refused = [400, 'invalid-request', 'headers.if-match']
    t.strictSame(refusalOf(await save('syntax', scene(2), headers)), refused, tag)
    t.strictSame(refusalOf(await patch('syntax', { scene_index: 2 }, headers)), refused, tag)
    t.strictSame(refusalOf(await restore('syntax', 1, headers)), refused, tag)
    t.strictSame(refusalOf(await remove('syntax', headers)), refused, tag)
  }
  for (const tag of ['"1"', 'W/"1"', '1', '"*"']) {
    const reply = await save('syntax', scene(2), { 'if-none-match': tag })
    t.strictSame(refusalOf(reply), [400, 'invalid-request', 'headers.if-none-match'], tag)
  }
  t.equal((await load('syntax')).json().version, 1)
})

onBoth(t, 'saveSession with a stale If-Match answers 412 with what is there now', async (t, world) => {
  const { save, load, patch, restore, remove } = savesOf(world)
  await save('stale', scene(1))
  await save('stale', scene(2))
  const { version, updated_at, state } = (await load('stale')).json()
  const tags = ['"1"', '"3"', '"0"', '"02"', 'W/"2"', '""', '"two"', '"1", "3"', '"2147483648"', '"9999999999"', '"-1"']
  for (const tag of tags) {
    const headers = { 'if-match': tag }
    const replies = [
      await save('stale', scene(9), headers),
      await patch('stale', { scene_index: 9 }, headers),
      await restore('stale', 1, headers),
      await remove('stale', headers),
    ]
    for (const reply of replies) {
      t.strictSame(refusalOf(reply), [412, 'save-changed'], tag)
      t.strictSame(reply.json().current, { version, updated_at, state })
    }
  }
  t.strictSame((await load('stale')).json().state, scene(2))
})

onBoth(t, 'saveSession with If-Match on nothing answers 412 and current null', async (t, world) => {
  const { save, load, remove, patch, restore } = savesOf(world)
  for (const tag of ['"1"', '*', '"1", "2"', '"9999999999"']) {
    const reply = await save('nothing', scene(1), { 'if-match': tag })
    t.strictSame(refusalOf(reply), [412, 'save-changed'], tag)
    t.equal(reply.json().current, null)
    const headers = { 'if-match': tag }
    t.strictSame(refusalOf(await patch('nothing', {}, headers)), [404, 'save-not-found'])
    t.strictSame(refusalOf(await restore('nothing', 1, headers)), [404, 'save-not-found'])
    t.strictSame(refusalOf(await remove('nothing', headers)), [404, 'save-not-found'])
  }
  t.equal((await load('nothing')).statusCode, 404)
})

onBoth(t, 'saveSession with If-None-Match: * creates, and never overwrites', async (t, world) => {
  const { save, load } = savesOf(world)
  const first = await save('create', scene(1), { 'if-none-match': '*' })
  t.equal(first.statusCode, 200)
  t.equal(first.json().version, 1)
  for (const state of [scene(2), scene(1)]) {
    const again = await save('create', state, { 'if-none-match': ' * ' })
    t.strictSame(refusalOf(again), [412, 'save-changed'])
    t.equal(again.json().current.version, 1)
  }
  t.strictSame((await load('create')).json().state, scene(1))
})

onBoth(t, 'saveSession writes when If-Match names the version, alone, in a list, or as *', async (t, world) => {
  const { save, load } = savesOf(world)
  await save('match', scene(1))
  const tags = ['"1"', ' "2" ', '"9", "3"', 'W/"4","4"', '*', '"6" , "6"', '"9999999999", "7"']
  for (const [at, tag] of tags.entries()) {
    const reply = await save('match', scene(at + 2), { 'if-match': tag })
    t.equal(reply.statusCode, 200, tag)
    t.equal(reply.headers.etag, `"${at + 2}"`)
  }
  t.equal((await load('match')).json().state.scene_index, 8)
})

onBoth(t, 'A write that asks for what is there and for what is not there is a 400', async (t, world) => {
  const { save, load } = savesOf(world)
  for (const match of ['*', '"1"']) {
    const reply = await save('both', scene(2), { 'if-match': match, 'if-none-match': '*' })
    t.strictSame(refusalOf(reply), [400, 'invalid-request', 'headers.if-none-match'])
  }
  t.equal((await load('both')).statusCode, 404)
})

onBoth(t, 'loadSession answers 304 without a body when If-None-Match names the version', async (t, world) => {
  const { save, load } = savesOf(world)
  t.equal((await load('tagged', { 'if-none-match': '*' })).statusCode, 404)
  await save('tagged', scene(1))
  await save('tagged', scene(2))
  for (const tag of ['"2"', 'W/"2"', '"1", "2"', '"x",W/"2"', '*']) {
    const reply = await load('tagged', { 'if-none-match': tag })
    t.equal(reply.statusCode, 304, tag)
    t.equal(reply.body, '')
    // A cache would take them for those of the save that it keeps.
    t.notOk('content-length' in reply.headers || 'content-type' in reply.headers)
    t.equal(reply.headers.etag, '"2"')
  }
  for (const tag of ['"1"', '"22"', '2', 'W/"1"', '"1", "3"', '""']) {
    const reply = await load('tagged', { 'if-none-match': tag })
    t.equal(reply.statusCode, 200, tag)
    t.equal(reply.json().version, 2)
  }
})

const strict = { SAVES_REQUIRE_IF_MATCH: 'true' }
onBoth(
  t,
  'saveSession and restoreSaveVersion answer 428 without a condition when SAVES_REQUIRE_IF_MATCH is true',
  async (t, world) => {
    const { save, load, restore } = savesOf(world)
    t.strictSame(refusalOf(await save('strict', scene(1))), [428, 'if-match-required'])
    t.equal((await load('strict')).statusCode, 404)
    t.equal((await save('strict', scene(1), { 'if-none-match': '*' })).statusCode, 200)
    t.strictSame(refusalOf(await save('strict', scene(2))), [428, 'if-match-required'])
    t.strictSame(refusalOf(await save('strict', scene(1))), [428, 'if-match-required'], 'identical content too')
    t.equal((await save('strict', scene(2), { 'if-match': '"1"' })).statusCode, 200)
    t.strictSame(refusalOf(await restore('strict', 1)), [428, 'if-match-required'])
    t.equal((await restore('strict', 1, { 'if-match': '"2"' })).json().version, 3)
  },
  strict,
)
