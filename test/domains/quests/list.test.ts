import t from 'tap'
import { cursorOf } from '../../fixtures/cursors.ts'
import { questIn, questsOf } from '../../fixtures/quests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const modes = ['supplies', 'awareness', 'helpers', 'solo']
const session_id = 'listed'

/** Twelve quests, ids 1 to 12, of each mode three, with 0 to 100 SGXP earned. */
async function twelve(world: World) {
  const { tick } = questsOf(world)
  for (let at = 0; at < 12; at++) {
    world.clock.now += 1000
    const { id } = await questIn(world, session_id, { help_mode: modes[at % 4] })
    for (let step = 1; step <= at % 6; step++) await tick(id, step, { done: true, session_id })
  }
  await questIn(world, 'someone-else')
}
const earnedOf = (at: number) => [0, 10, 25, 45, 70, 100][at % 6] as number
const byNewest = Array.from({ length: 12 }, (_, at) => 12 - at)

onBoth(t, 'listQuests refuses what it does not know, and names it', async (t, world) => {
  const { list } = questsOf(world)
  await twelve(world)
  const { next_cursor } = (await list({ session_id, page_size: 2 })).json()
  const wrong: [Record<string, unknown>, string][] = [
    [{ sort: 'sgxp' }, 'query.sort'],
    [{ status: 'done' }, 'query.status'],
    [{ help_mode: 'money' }, 'query.help_mode'],
    [{ page: 0 }, 'query.page'],
    [{ page_size: 101 }, 'query.page_size'],
    [{ cursor: 'nonsense' }, 'query.cursor'],
    [{ cursor: next_cursor, page: 1 }, 'query.page'],
    [{ cursor: next_cursor, sort: 'sgxp_desc' }, 'query.cursor'],
    [{ cursor: next_cursor, sort: 'oldest' }, 'query.cursor'],
    [{ cursor: cursorOf(1) }, 'query.cursor'],
    [{ cursor: cursorOf('recent', 1.5) }, 'query.cursor'],
    [{ cursor: cursorOf('recent') }, 'query.cursor'],
    [{ user_id: 'x' }, 'query.user_id'],
  ]
  for (const [query, path] of wrong)
    t.strictSame(refusalOf(await list({ session_id, ...query })), [400, 'invalid-request', path], JSON.stringify(query))
  for (const key of [9007199254740991, -9007199254740991]) {
    t.equal((await list({ session_id, cursor: cursorOf('recent', key) })).statusCode, 200)
    for (const sort of ['sgxp_desc', 'sgxp_asc'])
      t.equal((await list({ session_id, sort, cursor: cursorOf(sort, key, key) })).statusCode, 200)
  }
})

onBoth(t, 'listQuests sorts by age and by SGXP earned, newest first among equals', async (t, world) => {
  const { list } = questsOf(world)
  await twelve(world)
  const ids = async (sort?: string) =>
    (await list({ session_id, ...(sort ? { sort } : {}) })).json().items.map((it: { id: number }) => it.id)
  t.strictSame(await ids(), byNewest)
  t.strictSame(await ids('recent'), byNewest)
  t.strictSame(await ids('oldest'), byNewest.toReversed())
  const earned = (id: number) => earnedOf(id - 1)
  t.strictSame(
    await ids('sgxp_desc'),
    byNewest.toSorted((a, b) => earned(b) - earned(a)),
  )
  t.strictSame(
    await ids('sgxp_asc'),
    byNewest.toSorted((a, b) => earned(a) - earned(b)),
  )
})

onBoth(t, 'listQuests walks page by page and by cursor over the same quests in any order', async (t, world) => {
  const { list } = questsOf(world)
  await twelve(world)
  for (const sort of ['recent', 'oldest', 'sgxp_desc', 'sgxp_asc']) {
    const whole = (await list({ session_id, sort, page_size: 100 })).json().items
    const pages = await Promise.all(
      [1, 2, 3].map(async (page) => (await list({ session_id, sort, page, page_size: 5 })).json()),
    )
    t.match(pages[0], { page: 1, page_size: 5, total_items: 12, total_pages: 3 })
    t.strictSame(
      pages.flatMap(({ items }) => items),
      whole,
      sort,
    )
    const walked = []
    let cursor: string | null = pages[0].next_cursor
    walked.push(...pages[0].items)
    while (cursor !== null) {
      const page = (await list({ session_id, sort, page_size: 5, cursor })).json()
      t.match(page, { page: null, total_items: null, total_pages: null })
      walked.push(...page.items)
      cursor = page.next_cursor
    }
    t.strictSame(walked, whole, `${sort} by cursor`)
  }
})

onBoth(t, 'listQuests keeps to the status and the help_mode that are asked for', async (t, world) => {
  const { list } = questsOf(world)
  await twelve(world)
  const found = async (query: Record<string, string>) => (await list({ session_id, ...query })).json()
  for (const [status, count] of [
    ['not_started', 2],
    ['in_progress', 8],
    ['complete', 2],
  ] as const) {
    const { items, total_items } = await found({ status })
    t.equal(total_items, count)
    for (const item of items) t.equal(item.status, status)
  }
  for (const help_mode of modes) {
    const { items, total_items } = await found({ help_mode })
    t.equal(total_items, 3)
    for (const item of items) t.equal(item.help_mode, help_mode)
  }
  t.equal((await found({ help_mode: 'supplies', status: 'complete' })).total_items, 0)
  t.equal((await found({ help_mode: 'awareness', status: 'complete' })).total_items, 1)
})

onBoth(t, 'listQuests shows each quest as readQuest does, with its own steps done', async (t, world) => {
  const { list, read } = questsOf(world)
  await twelve(world)
  for (const item of (await list({ session_id })).json().items) {
    t.strictSame((await read(item.id, { session_id })).json(), item)
    t.equal(item.sgxp.earned, earnedOf(item.id - 1))
    t.equal(item.steps.filter((step: { done: boolean }) => step.done).length, (item.id - 1) % 6)
  }
})
