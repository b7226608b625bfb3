import t from 'tap'
import { cursorOf } from '../../fixtures/cursors.ts'
import { copyImage, idsOf, imageIn, imagesOf } from '../../fixtures/images.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const session_id = 'searching'
const mine = { session_id }

onBoth(t, 'searchImages refuses a query that is none, and names the parameter', async (t, world) => {
  const { search } = imagesOf(world)
  const wrong: [Record<string, string | number>, string][] = [
    [{ subject_type: 'monster' }, 'query.subject_type'],
    [{ subject_name: ' ' }, 'query.subject_name'],
    [{ subject_name: 'x'.repeat(201) }, 'query.subject_name'],
    [{ component: '' }, 'query.component'],
    [{ is_featured: 'maybe' }, 'query.is_featured'],
    [{ q: '' }, 'query.q'],
    [{ q: 'x'.repeat(201) }, 'query.q'],
    [{ created_after: 'yesterday' }, 'query.created_after'],
    [{ created_before: '2026-02-30T00:00:00Z' }, 'query.created_before'],
    [{ created_before: '2026-11-20' }, 'query.created_before'],
    [{ page: 0 }, 'query.page'],
    [{ page_size: 0 }, 'query.page_size'],
    [{ page_size: 101 }, 'query.page_size'],
    [{ page: 1, cursor: 'x' }, 'query.page'],
    [{ owner: 'session:x' }, 'query.owner'],
    [{ deleted: 'true' }, 'query.deleted'],
  ]
  for (const [query, path] of wrong)
    t.strictSame(refusalOf(await search(query)), [400, 'invalid-request', path], JSON.stringify(query).slice(0, 60))
  const cursors = [
    '',
    'x',
    cursorOf('quests', 1),
    cursorOf('gallery', 1),
    cursorOf('gallery', 1, 2, 3),
    cursorOf('gallery', 0, 'x'),
  ]
  for (const cursor of [
    ...cursors,
    cursorOf('gallery', 0, 1.5),
    `${cursorOf('gallery', 0, 1)}=`,
    cursorOf('gallery', 0, 1e99),
  ])
    t.strictSame(refusalOf(await search({ cursor })), [400, 'invalid-request', 'query.cursor'], cursor)
})

onBoth(t, 'searchImages shows featured pictures first, then the newest, whoever owns them', async (t, world) => {
  const { search, feature } = imagesOf(world)
  const ids: number[] = []
  for (const subject_name of ['Dagger', 'Torch', 'Rope (50ft)', 'Lockpicks'])
    ids.push((await imageIn(world, subject_name, { subject_name })).id)
  const [dagger, torch, rope, lockpicks] = ids as [number, number, number, number]
  t.strictSame(await idsOf(world), [lockpicks, rope, torch, dagger])
  await feature(dagger, { session_id: 'Dagger' })
  await feature(rope, { session_id: 'Rope (50ft)' })
  t.strictSame(await idsOf(world), [rope, dagger, lockpicks, torch])
  const page = (await search()).json()
  t.match(page, { page: 1, page_size: 12, total_items: 4, total_pages: 1, next_cursor: null })
  t.match(page.items[0], { subject_name: 'Rope (50ft)', is_featured: true, url: `/api/v1/images/${rope}/file` })
  t.equal(page.items[0].base64_data, undefined, 'no bytes in a list')
})

onBoth(t, 'searchImages filters by each parameter, and by all of them together', async (t, world) => {
  const { feature, remove } = imagesOf(world)
  const made: Record<string, number> = {}
  const pictures: [string, Record<string, unknown>][] = [
    ['dagger', { subject_name: 'Dagger', component: 'inventory', prompt: 'A rusty blade on a stone' }],
    ['old dagger', { subject_name: ' DAGGER  ', component: 'shop', prompt: 'A golden blade in velvet' }],
    ['rogue', { subject_name: 'Dagger', subject_type: 'character', prompt: 'A rogue with a rusty smile' }],
    ['tavern', { subject_name: 'Starting Tavern', subject_type: 'scene', prompt: 'A tavern by a dark road' }],
    ['gone', { subject_name: 'Dagger', component: 'inventory', prompt: 'A rusty blade, and deleted' }],
  ]
  for (const [name, members] of pictures) {
    made[name] = (await imageIn(world, session_id, members)).id
    world.clock.now += 60_000
  }
  await remove(made.gone as number, mine)
  await feature(made.dagger as number, mine)
  const found = async (query: Record<string, string | boolean>) => {
    const names = (await idsOf(world, query)).map((id) => Object.keys(made).find((name) => made[name] === id))
    t.equal((await imagesOf(world).search(query)).json().total_items, names.length, 'as many as are counted')
    return names
  }
  const time = (minute: number) => `2026-11-20T09:3${minute}:00.000Z`
  const cases: [Record<string, string | boolean>, string[]][] = [
    [{}, ['dagger', 'tavern', 'rogue', 'old dagger']],
    [{ subject_name: 'dagger' }, ['dagger', 'rogue', 'old dagger']],
    [{ subject_name: 'Dag' }, []],
    [{ subject_type: 'scene' }, ['tavern']],
    [{ component: 'inventory' }, ['dagger']],
    [{ component: 'INVENTORY' }, []],
    [{ is_featured: true }, ['dagger']],
    [{ is_featured: false }, ['tavern', 'rogue', 'old dagger']],
    [{ q: 'rusty' }, ['dagger', 'rogue']],
    [{ q: 'dagger' }, ['dagger', 'rogue', 'old dagger']],
    [{ created_after: time(1) }, ['tavern', 'rogue', 'old dagger']],
    [{ created_before: time(1) }, ['dagger']],
    [{ created_after: time(1), created_before: time(3) }, ['rogue', 'old dagger']],
    [{ created_after: '2026-11-20T11:31:00+02:00', created_before: '2026-11-20T03:02:00-06:30' }, ['old dagger']],
    [{ created_after: time(3), created_before: time(1) }, []],
    [{ subject_name: 'Dagger', subject_type: 'item' }, ['dagger', 'old dagger']],
    [{ subject_name: 'Dagger', subject_type: 'item', component: 'shop' }, ['old dagger']],
    [{ subject_name: 'Dagger', q: 'rusty' }, ['dagger', 'rogue']],
    [{ subject_name: 'Dagger', q: 'rusty', is_featured: false }, ['rogue']],
    [{ q: 'a blade', is_featured: true, component: 'inventory', created_before: time(1) }, ['dagger']],
    [
      {
        subject_name: 'Dagger',
        subject_type: 'item',
        component: 'inventory',
        is_featured: true,
        q: 'rusty blade',
        created_after: time(0),
        created_before: time(1),
      },
      ['dagger'],
    ],
    [{ subject_name: 'Dagger', subject_type: 'scene' }, []],
  ]
  for (const [query, names] of cases) t.strictSame(await found(query), names, JSON.stringify(query))
})

onBoth(t, 'searchImages answers pages, and beyond 10,000 pictures no total', async (t, world) => {
  const { search } = imagesOf(world)
  const image = await imageIn(world, session_id)
  await copyImage(world, image, 24)
  const seen: number[] = []
  for (const page of [1, 2, 3]) {
    const { items, ...rest } = (await search({ page, page_size: 10 })).json()
    seen.push(...items.map(({ id }: { id: number }) => id))
    t.match(rest, { page, page_size: 10, total_items: 25, total_pages: 3 })
    t.equal(rest.next_cursor === null, page === 3)
  }
  t.strictSame(
    seen,
    Array.from({ length: 25 }, (_, at) => 25 - at),
  )
  t.match((await search({ page: 4, page_size: 10 })).json(), { items: [], total_items: 25, next_cursor: null })
  await copyImage(world, image, 9_975)
  t.match((await search()).json(), { total_items: 10_000, total_pages: 834 })
  await copyImage(world, image, 1)
  const uncounted = { items: { length: 12 }, page: 1, total_items: null, total_pages: null, next_cursor: String }
  t.match((await search()).json(), uncounted)
  t.match((await search({ subject_type: 'item' })).json(), uncounted)
  const last = (await search({ page: 834 })).json()
  t.match(last, { items: { length: 5 }, page: 834, total_items: null, next_cursor: null })
})

onBoth(t, 'searchImages refuses a time that no clock shows, or that has another number of digits', async (t, world) => {
  const { search } = imagesOf(world)
  for (const time of ['2016-12-31T23:59:60Z', '9999-12-31T23:59:60Z', '9999-12-31T23:59:59-01:00'])
    for (const name of ['created_after', 'created_before']) {
      const reply = await search({ [name]: time })
      t.equal(reply.statusCode, 400, time)
      t.match(reply.json(), { details: [{ path: `query.${name}` }] })
    }
})
