import t from 'tap'
import { pictureOf } from '../../fixtures/dumps.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const three = { MAX_IMAGES_PER_ITEM: '3' }

const imported = async (it: World, dump: object | string, query = '') => {
  const url = `/api/v1/migrate/from-localstorage${query}`
  const headers = { ...asOperator, 'content-type': 'application/json' }
  const payload = typeof dump === 'string' ? dump : JSON.stringify(dump)
  return (await it.call({ method: 'POST', url, headers, payload })).json()
}

/** The pictures of an item as a browser keeps them: one a day, in the order of these days. */
const library = async (days: number[], featured?: string) => ({
  nanoBananaImageLibrary: {
    Rope: {
      images: await Promise.all(
        days.map(async (day) => ({ id: `day_${day}`, data: await pictureOf(day), timestamp: `2025-10-0${day}` })),
      ),
      featured,
    },
  },
})

/** Days of the pictures in the gallery, in its order; the featured one has a star. */
async function gallery(it: World) {
  const { items } = (await it.call({ url: '/api/v1/images/search?subject_name=rope' })).json()
  return items.map((image: { created_at: string; is_featured: boolean }) =>
    image.created_at.slice(9, 10).concat(image.is_featured ? '*' : ''),
  )
}

onBoth(
  t,
  'importBrowserData keeps the featured picture of an item and its newest by age, and says what went to the trash',
  async (t, it) => {
    const dump = await library([2, 5, 4, 1, 3], 'day_2')
    const dry = await imported(it, dump, '?dry_run=true')
    t.match(dry, { items: 5, status: 'success', message: /To the trash, as more than are kept of a subject: 2\./ })
    t.strictSame(await gallery(it), [])
    const report = await imported(it, dump)
    t.match(report, { items: 5, status: 'success', message: /To the trash, as more than are kept of a subject: 2\./ })
    t.strictSame(await gallery(it), ['2*', '4', '5'])
    const again = await imported(it, dump)
    t.match(again, { items: 0, skipped: 5 })
    t.notMatch(again.message, 'trash')
    t.strictSame(await gallery(it), ['2*', '4', '5'])
  },
  three,
)

onBoth(
  t,
  'importBrowserData takes what is in the gallery into account, also in a dry run',
  async (t, it) => {
    await imported(it, await library([4, 5, 6]))
    const older = await library([1, 2])
    for (const query of ['?dry_run=true', ''])
      t.match(await imported(it, older, query), { items: 2, message: /To the trash[^.]*: 2\./ })
    t.strictSame(await gallery(it), ['6', '5', '4'])
    t.match(await imported(it, await library([7])), { items: 1, message: /To the trash[^.]*: 1\./ })
    t.strictSame(await gallery(it), ['7', '6', '5'])
  },
  three,
)

onBoth(
  t,
  'importBrowserData of a dump that breaks keeps as few of the item that it breaks in',
  async (t, it) => {
    const text = JSON.stringify(await library([1, 2, 3, 4, 5])).replace(']}', `${' '.repeat(5_000)}!`)
    t.match(await imported(it, text), { items: 5, status: 'partial', message: /To the trash[^.]*: 2\./ })
    t.strictSame(await gallery(it), ['5', '4', '3'])
  },
  three,
)

onBoth(t, 'importBrowserData counts the same picture once, also in a dry run', async (t, it) => {
  const { nanoBananaImageLibrary } = await library([1, 1, 2])
  const scene = { imageData: await pictureOf(1) }
  const nanoBananaSceneCache = { scene_inn_dawn_clear: scene, scene_Inn_dawn_clear: scene, scene_INN_dawn_clear: {} }
  for (const query of ['?dry_run=true', ''])
    t.match(await imported(it, { nanoBananaImageLibrary, nanoBananaSceneCache }, query), {
      items: 2,
      scenes: 2,
      skipped: 1,
      errors: { length: 1 },
    })
})

onBoth(t, 'importBrowserData refuses a count of uses that would break the numbers of the gallery', async (t, it) => {
  const most = 1_000_000_000
  const scene_cache = Object.fromEntries(
    await Promise.all(
      [Number.MAX_SAFE_INTEGER, most + 1, most].map(async (useCount, at) => [
        `scene_cache_Inn_dawn_rain${at}`,
        { image: await pictureOf(1), useCount },
      ]),
    ),
  )
  const error = 'The useCount must be a whole number from 0 to 1000000000.'
  t.match(await imported(it, { scene_cache }), { scenes: 1, errors: [{ error }, { error }] })
  const scene = { location: 'Inn', time_of_day: 'dawn', weather: 'rain2' }
  t.equal((await it.call({ method: 'POST', url: '/api/v1/scenes/generate', payload: scene })).statusCode, 200)
  await it.call({ url: '/api/v1/scenes/cache/stats' })
  const { items } = (await it.call({ url: '/api/v1/images/search' })).json()
  t.equal(items[0].use_count, most + 1)
})
