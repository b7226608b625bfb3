import t from 'tap'
import { cursorOf } from '../../fixtures/cursors.ts'
import { oddTexts } from '../../fixtures/odd-texts.ts'
import { builtInPersonas, personaOf, personasOf } from '../../fixtures/personas.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asUser } from '../../fixtures/users.ts'
import { onBoth, type World, world } from '../../fixtures/world.ts'

/** Names that a database might sort in other ways: by letters, by case, by accents, by UTF-16. */
const names = [
  'b',
  'a',
  'B',
  'A',
  'ä',
  'z',
  'é',
  'a b',
  'a-b',
  'ab',
  '_',
  '~',
  '\u{1F409}',
  '\uFF5E',
  'ﬀ',
  'ss',
  'ß',
  ...oddTexts,
]

async function fill(world: World) {
  const { create } = personasOf(world)
  for (const [at, name] of names.entries())
    await create(personaOf({ id: `named-${String(at).padStart(2, '0')}`, name }))
  for (const id of ['same-c', 'same-a', 'same-b']) await create(personaOf({ id, name: 'same' }))
}

async function walk(world: World, page_size: number) {
  const { list } = personasOf(world)
  const items = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = (await list({ page_size, ...(cursor ? { cursor } : {}) })).json()
    items.push(...page.items)
    cursor = page.next_cursor
  }
  return items
}

onBoth(t, 'listPersonas refuses what it does not know, and cursors of another order', async (t, world) => {
  const { list } = personasOf(world)
  const wrong: [object, string][] = [
    [{ page: 0 }, 'query.page'],
    [{ page_size: 101 }, 'query.page_size'],
    [{ sort: 'name' }, 'query.sort'],
    [{ user_id: 'x' }, 'query.user_id'],
    [{ cursor: 'nonsense' }, 'query.cursor'],
    [{ cursor: cursorOf('name', 'a') }, 'query.cursor'],
    [{ cursor: cursorOf('name', 'a', 1) }, 'query.cursor'],
    [{ cursor: cursorOf('name', 'a', 'b', 'c') }, 'query.cursor'],
    [{ cursor: cursorOf('name', 'a\u0000', 'b') }, 'query.cursor'],
    [{ cursor: cursorOf('use', 1, 'a', 'b') }, 'query.cursor'],
    [{ cursor: cursorOf('name', 'a', 'b'), page: 1 }, 'query.page'],
  ]
  for (const [query, path] of wrong)
    t.strictSame(refusalOf(await list(query)), [400, 'invalid-request', path], JSON.stringify(query))
  for (const text of oddTexts) t.equal((await list({ cursor: cursorOf('name', text, text) })).statusCode, 200)
})

onBoth(t, 'listPersonas walks by page and by cursor over the same personas, by name and id', async (t, world) => {
  await fill(world)
  const { list, read } = personasOf(world)
  const whole = (await list({ page_size: 100 })).json()
  const total = names.length + 3 + builtInPersonas.length
  t.match(whole, { page: 1, total_items: total, total_pages: 1, next_cursor: null })
  const keys = whole.items.map(({ name, id }: { name: string; id: string }) => [Buffer.from(name), Buffer.from(id)])
  const sorted = keys.toSorted(
    (one: Buffer[], other: Buffer[]) =>
      Buffer.compare(one[0] as Buffer, other[0] as Buffer) || Buffer.compare(one[1] as Buffer, other[1] as Buffer),
  )
  t.strictSame(keys, sorted, 'in the order of their bytes')
  for (const page_size of [1, 7]) t.strictSame(await walk(world, page_size), whole.items, `${page_size} at a time`)
  const pages = []
  for (let page = 1; page <= Math.ceil(total / 10); page++) pages.push((await list({ page, page_size: 10 })).json())
  t.strictSame(
    pages.flatMap(({ items }) => items),
    whole.items,
  )
  t.match(pages[1], { page: 2, page_size: 10, total_items: total, total_pages: Math.ceil(total / 10) })
  for (const item of whole.items) t.strictSame((await read(item.id)).json(), item)
})

t.test('both databases list the same personas in the same order', async (t) => {
  const [sqlite, postgres] = [await world(t, 'sqlite'), await world(t, 'postgres')]
  for (const one of [sqlite, postgres]) await fill(one)
  for (const url of ['/api/v1/personas?page_size=100', '/api/v1/personas?page_size=3&page=4']) {
    const [one, other] = [sqlite, postgres].map(({ call }) => call({ url, headers: asUser }))
    t.equal((await other)?.body, (await one)?.body, url)
  }
})
