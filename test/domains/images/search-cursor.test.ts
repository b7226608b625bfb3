import t from 'tap'
import type { Image } from '../../../schemas/images/index.ts'
import { copyImage, imageIn, imagesOf } from '../../fixtures/images.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const session_id = 'walking'
type Query = Record<string, string | number>

/** Ids of all pages, by cursors; `between` runs after each page. */
async function walk({ call }: World, query: Query, between: (page: number) => Promise<unknown> = async () => {}) {
  const { search } = imagesOf({ call })
  const seen: number[] = []
  let cursor: string | null | undefined
  for (let page = 1; cursor !== null; page++) {
    const reply = (await search({ page_size: 7, ...query, ...(cursor === undefined ? {} : { cursor }) })).json()
    seen.push(...reply.items.map(({ id }: Image) => id))
    cursor = reply.next_cursor
    await between(page)
  }
  return seen
}

onBoth(t, 'searchImages walks by cursor through every picture once', async (t, world) => {
  const image = await imageIn(world, session_id)
  await copyImage(world, image, 29)
  await imagesOf(world).feature(12, { session_id })
  const rest = Array.from({ length: 30 }, (_, at) => 30 - at).filter((id) => id !== 12)
  for (const page_size of [1, 7, 10, 15, 100]) t.strictSame(await walk(world, { page_size }), [12, ...rest])
  t.strictSame(await walk(world, { subject_name: 'healing potion', subject_type: 'item' }), [12, ...rest])
  t.strictSame(await walk(world, { is_featured: 'false' }), rest)
})

onBoth(t, 'searchImages walks through every picture once while others are made and featured', async (t, world) => {
  const { feature, remove } = imagesOf(world)
  const image = await imageIn(world, session_id)
  await copyImage(world, image, 29)
  const before = Array.from({ length: 30 }, (_, at) => 30 - at)
  const seen = await walk(world, {}, async (page) => {
    await imageIn(world, session_id, { subject_name: `Torch ${page}` })
    // One that has been seen already; it goes to the front and is not seen again.
    await feature(31 - page, { session_id })
    if (page === 2) await remove(3, { session_id })
  })
  t.strictSame(
    seen,
    before.filter((id) => id !== 3),
    'the new ones stand before those that were seen',
  )
})

onBoth(t, 'searchImages walks by words in the same order, while others come', async (t, world) => {
  const ids: number[] = []
  for (let at = 0; at < 9; at++) {
    const prompt = at % 3 === 0 ? 'A silver key under a mat' : 'A golden key under a stone'
    ids.push((await imageIn(world, session_id, { subject_name: `Key ${at}`, prompt })).id)
  }
  const keyIds = (isGolden: boolean) => ids.filter((_, at) => (at % 3 === 0) !== isGolden).reverse()
  await imagesOf(world).feature(keyIds(true)[3] as number, { session_id })
  const first = keyIds(true)[3] as number
  const rest = keyIds(true).filter((id) => id !== first)
  const seen = await walk(world, { q: 'key golden', page_size: 2 }, () =>
    imageIn(world, session_id, { subject_name: 'Another', prompt: 'One more golden key' }),
  )
  t.strictSame(seen, [first, ...rest])
  t.strictSame(await walk(world, { q: 'silver key', page_size: 2 }), keyIds(false))
})
