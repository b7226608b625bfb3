import t from 'tap'
import { pictureOf, storeImage } from '../../fixtures/stored-pictures.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

type Query = Record<string, string>
type Page = { items: { id: number; is_featured: boolean }[]; next_cursor: string | null }

const search = async ({ call }: World, query: Query): Promise<Page> =>
  (await call({ url: '/api/v1/images/search', query })).json()

/** Ids by cursor, from page to page. */
async function walk(it: World, query: Query, page_size: number): Promise<number[]> {
  const ids: number[] = []
  let cursor: string | null = null
  do {
    const page: Page = await search(it, { ...query, page_size: String(page_size), ...(cursor && { cursor }) })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor
  } while (cursor !== null)
  return ids
}

/** Pictures of which every third is featured, each of a subject of its own. */
async function fill({ deps }: World, count: number) {
  for (let at = 0; at < count; at++) {
    const id = await storeImage(deps, pictureOf(`picture ${at}`))
    const is_featured = at % 3 === 0 ? 1 : 0
    const { db } = deps
    await db
      .updateTable('images')
      .set({ is_featured, subject_key: `torch ${at}` } as object)
      .where('id', '=', id)
      .execute()
    await db.updateTable('image_words').set({ is_featured }).where('image_id', '=', id).execute()
  }
}

onBoth(t, 'searchImages walks by cursor over featured pictures, then the others, each once', async (t, it) => {
  await fill(it, 11)
  const featured = [10, 7, 4, 1]
  const others = [11, 9, 8, 6, 5, 3, 2]
  const searches: [query: Query, ids: number[]][] = [
    [{}, [...featured, ...others]],
    [{ q: 'torch' }, [...featured, ...others]],
    [{ q: 'wall torch' }, [...featured, ...others]],
    [{ q: 'torch', component: 'inventory' }, [...featured, ...others]],
    [{ is_featured: 'true' }, featured],
    [{ is_featured: 'false' }, others],
    [{ q: 'torch wall', is_featured: 'true' }, featured],
    [{ q: 'torch', is_featured: 'false' }, others],
    [{ q: 'unicorn' }, []],
    [{ q: 'torch unicorn' }, []],
  ]
  for (const [query, ids] of searches) {
    for (const page_size of [1, 3, 4, 5, 11, 12])
      t.strictSame(await walk(it, query, page_size), ids, `${JSON.stringify(query)}, pages of ${page_size}`)
    t.match(await search(it, query), { total_items: ids.length })
  }
})

onBoth(
  t,
  'searchImages goes on behind a picture that is gone, and from the cursor of another filter',
  async (t, it) => {
    await fill(it, 8)
    const { next_cursor } = await search(it, { page_size: '2' })
    const after = async (query: Query) =>
      (await search(it, { ...query, cursor: next_cursor as string })).items.map(({ id }) => id)
    t.strictSame(await after({}), [1, 8, 6, 5, 3, 2])
    await it.deps.db.deleteFrom('images').where('id', '=', 4).execute()
    t.strictSame(await after({}), [1, 8, 6, 5, 3, 2])
    t.strictSame(await after({ is_featured: 'true' }), [1])
    t.strictSame(await after({ is_featured: 'false' }), [8, 6, 5, 3, 2])
  },
)
