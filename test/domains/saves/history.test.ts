import t from 'tap'
import { cursorOf } from '../../fixtures/cursors.ts'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const scene = (scene_index: number, gold = 0) => stateOf({ scene_index, party_name: `Scene ${scene_index}`, gold })

onBoth(t, 'listSaveVersions, loadSaveVersion and restoreSaveVersion answer 404 where nothing is', async (t, world) => {
  const { save, versions, version, restore } = savesOf(world)
  t.strictSame(refusalOf(await versions('nothing')), [404, 'save-not-found'])
  t.strictSame(refusalOf(await versions('nothing', '?page=2')), [404, 'save-not-found'])
  t.strictSame(refusalOf(await versions('nothing', `?cursor=${cursorOf('version', 2)}`)), [404, 'save-not-found'])
  t.strictSame(refusalOf(await version('nothing', 1)), [404, 'save-not-found'])
  t.strictSame(refusalOf(await restore('nothing', 1)), [404, 'save-not-found'])
  await save('one', scene(1))
  for (const number of [2, 2_147_483_647]) {
    t.strictSame(refusalOf(await version('one', number)), [404, 'save-version-not-found'])
    t.strictSame(refusalOf(await restore('one', number)), [404, 'save-version-not-found'])
  }
  for (const number of ['0', '-1', '1.5', 'x', '2147483648', '1e999', '%31%00']) {
    t.strictSame(refusalOf(await version('one', number)), [400, 'invalid-request', 'path.version'], number)
    t.strictSame(refusalOf(await restore('one', number)), [400, 'invalid-request', 'path.version'], number)
  }
})

onBoth(t, 'listSaveVersions refuses pages and cursors that no answer named', async (t, world) => {
  const { save, versions } = savesOf(world)
  await save('paged', scene(1))
  const wrong: [string, string][] = [
    ['?page=0', 'query.page'],
    ['?page=x', 'query.page'],
    ['?page=1000001', 'query.page'],
    ['?page_size=0', 'query.page_size'],
    ['?page_size=101', 'query.page_size'],
    ['?page_size=1e9', 'query.page_size'],
    ['?pagesize=5', 'query.pagesize'],
    ['?cursor=', 'query.cursor'],
    ['?cursor=%00', 'query.cursor'],
    ['?cursor=5', 'query.cursor'],
    [`?cursor=${cursorOf('version', 'x')}`, 'query.cursor'],
    [`?cursor=${cursorOf('version', 1.5)}`, 'query.cursor'],
    [`?cursor=${cursorOf('version', ' 1')}`, 'query.cursor'],
    [`?page=1&cursor=${cursorOf('version', 2)}`, 'query.page'],
  ]
  for (const [query, path] of wrong) {
    t.strictSame(refusalOf(await versions('paged', query)), [400, 'invalid-request', path], query)
  }
})

onBoth(t, 'listSaveVersions pages newest first, by page and by cursor', async (t, world) => {
  const { save, versions } = savesOf(world)
  for (let version = 1; version <= 7; version++) {
    await save('walk', scene(version, version * 10))
    world.clock.now += 1_000
  }
  const numbers = (reply: { json(): { items: { version: number }[] } }) => reply.json().items.map((it) => it.version)
  const first = await versions('walk', '?page_size=3')
  t.strictSame(numbers(first), [7, 6, 5])
  t.match(first.json(), { page: 1, page_size: 3, total_items: 7, total_pages: 3 })
  t.strictSame(first.json().items[0], {
    version: 7,
    scene_index: 7,
    party_name: 'Scene 7',
    size_bytes: first.json().items[1].size_bytes,
    saved_at: '2026-11-20T09:30:06.000Z',
  })
  t.strictSame(numbers(await versions('walk', '?page_size=3&page=2')), [4, 3, 2])
  const last = await versions('walk', '?page_size=3&page=3')
  t.strictSame(numbers(last), [1])
  t.equal(last.json().next_cursor, null)
  t.strictSame(numbers(await versions('walk', '?page=9')), [])

  const second = await versions('walk', `?page_size=3&cursor=${first.json().next_cursor}`)
  t.strictSame(numbers(second), [4, 3, 2])
  t.match(second.json(), { page: null, total_items: null, total_pages: null })
  await save('walk', scene(8))
  const third = await versions('walk', `?page_size=3&cursor=${second.json().next_cursor}`)
  t.strictSame(numbers(third), [1], 'a save in between moves nothing')
  t.equal(third.json().next_cursor, null)
  for (const key of [0, -5, 1])
    t.strictSame(numbers(await versions('walk', `?cursor=${cursorOf('version', key)}`)), [], `${key}`)
  const far = await versions('walk', `?cursor=${cursorOf('version', Number.MAX_SAFE_INTEGER)}`)
  t.strictSame(numbers(far), [8, 7, 6, 5, 4, 3, 2, 1])
})

onBoth(t, 'loadSaveVersion gives back every version as it was, with its ETag', async (t, world) => {
  const { save, version } = savesOf(world)
  for (let number = 1; number <= 4; number++) {
    await save('kept', scene(number, number))
    world.clock.now += 1_000
  }
  for (let number = 1; number <= 4; number++) {
    const reply = await version('kept', number)
    const updated_at = `2026-11-20T09:30:0${number - 1}.000Z`
    t.strictSame(reply.json(), { session_id: 'kept', state: scene(number, number), version: number, updated_at })
    t.equal(reply.headers.etag, `"${number}"`)
  }
})

onBoth(t, 'restoreSaveVersion makes an earlier state a new version and erases nothing', async (t, world) => {
  const { save, load, restore, versions, version } = savesOf(world)
  for (let number = 1; number <= 3; number++) await save('back', scene(number))
  world.clock.now += 1_000
  const receipt = await restore('back', 1)
  t.strictSame(receipt.json(), {
    status: 'saved',
    session_id: 'back',
    scene_index: 1,
    version: 4,
    updated_at: '2026-11-20T09:30:01.000Z',
  })
  t.equal(receipt.headers.etag, '"4"')
  t.strictSame((await load('back')).json().state, scene(1))
  t.equal((await versions('back')).json().total_items, 4)
  t.strictSame((await version('back', 3)).json().state, scene(3))
  t.equal((await restore('back', 4)).json().version, 4, 'what is there already stays')
  t.equal((await restore('back', 3, { 'if-match': '"4"' })).json().version, 5)
})

onBoth(
  t,
  'listSaveVersions keeps SAVE_VERSIONS_KEPT versions, the current one included',
  async (t, world) => {
    const { save, versions, version, restore } = savesOf(world)
    for (let number = 1; number <= 6; number++) await save('few', scene(number))
    const { items, total_items } = (await versions('few')).json()
    t.strictSame([total_items, ...items.map((it: { version: number }) => it.version)], [3, 6, 5, 4])
    t.strictSame(refusalOf(await version('few', 3)), [404, 'save-version-not-found'])
    t.strictSame(refusalOf(await restore('few', 3)), [404, 'save-version-not-found'])
    t.strictSame((await version('few', 4)).json().state, scene(4))
  },
  { SAVE_VERSIONS_KEPT: '3' },
)

onBoth(
  t,
  'listSaveVersions shows the current version alone when one is kept',
  async (t, world) => {
    const { save, versions } = savesOf(world)
    for (let number = 1; number <= 3; number++) await save('alone', scene(number))
    t.equal((await versions('alone')).json().total_items, 1)
    t.equal((await versions('alone')).json().items[0].version, 3)
  },
  { SAVE_VERSIONS_KEPT: '1' },
)

onBoth(t, 'saveSession lets updated_at grow or stay, whatever the clock does', async (t, world) => {
  const { save, load, versions } = savesOf(world)
  const first = (await save('clock', scene(1))).json().updated_at
  world.clock.now -= 3_600_000
  for (const headers of [{}, { 'if-match': '"2"' }, { 'if-match': '*' }] as Record<string, string>[]) {
    const { version, updated_at } = (await save('clock', scene(2, Math.random()), headers)).json()
    t.equal(updated_at, first, `version ${version}`)
  }
  world.clock.now += 3_600_001
  t.equal((await save('clock', scene(3))).json().updated_at, '2026-11-20T09:30:00.001Z')
  t.equal((await load('clock')).json().updated_at, '2026-11-20T09:30:00.001Z')
  t.equal((await versions('clock')).json().items[1].saved_at, first)
})
