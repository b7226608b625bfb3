import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sample } from '../../fixtures/dumps.ts'
import { isProblem } from '../../fixtures/problem.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const url = '/api/v1/migrate/from-localstorage'
const json = { ...asOperator, 'content-type': 'application/json' }
const imported = (it: World, payload: string, query = '') =>
  it.call({ method: 'POST', url: url + query, headers: json, payload })
const search = async (it: World, query: string) => (await it.call({ url: `/api/v1/images/search?${query}` })).json()

onBoth(t, 'importBrowserData refuses callers who are not the operator, and what is no dump', async (t, it) => {
  const nobody = await it.call({ method: 'POST', url, payload: {} })
  isProblem(t, it, nobody, 401, 'unauthorized')
  isProblem(t, it, await imported(it, '{"scene_cache":'), 400, 'malformed-request')
  isProblem(t, it, await imported(it, '[]'), 400, 'malformed-request')
  const packed = { ...json, 'content-encoding': 'gzip' }
  isProblem(
    t,
    it,
    await it.call({ method: 'POST', url, headers: packed, payload: '{}' }),
    415,
    'unsupported-media-type',
  )
  t.equal((await search(it, '')).total_items, 0)
})

onBoth(t, 'importBrowserData with dry_run tells what would be stored, and stores nothing', async (t, it) => {
  const report = (await imported(it, sample('documented-dump'), '?dry_run=true')).json()
  t.match(report, { scenes: 2, items: 2, skipped: 0, errors: [], status: 'success' })
  t.equal((await search(it, '')).total_items, 0)
  t.strictSame(readdirSync(join(it.env.DATA_DIR ?? it.deps.env.DATA_DIR, 'uploads')), [], 'no upload is left')
})

for (const name of ['documented-dump', 'browser-dump'] as const) {
  onBoth(
    t,
    `importBrowserData takes the ${name}, as it is and as a text, and a second time skips it`,
    async (t, it) => {
      const dump = sample(name)
      const first = (await imported(it, dump)).json()
      t.equal(first.status, 'success', JSON.stringify(first))
      const total = first.scenes + first.items
      t.ok(first.scenes > 0 && first.items > 0)
      t.equal((await search(it, '')).total_items, total)
      const texts = Object.fromEntries(
        Object.entries(JSON.parse(dump)).map(([key, value]) => [key, JSON.stringify(value)]),
      )
      for (const again of [dump, ...(name === 'documented-dump' ? [JSON.stringify(texts)] : [])])
        t.match((await imported(it, again)).json(), { scenes: 0, items: 0, skipped: total, status: 'success' })
      t.equal((await search(it, '')).total_items, total)
    },
  )
}

onBoth(
  t,
  'importBrowserData makes scenes hits, keeps what is featured, and lists what it cannot use',
  async (t, it) => {
    const dump = JSON.parse(sample('documented-dump'))
    dump.scene_cache.scene_cache_Broken_day_rain = { image: Buffer.from('no picture').toString('base64') }
    const report = (await imported(it, JSON.stringify(dump))).json()
    t.match(report, { scenes: 2, items: 2, status: 'partial' })
    t.strictSame(
      report.errors.map(({ key }: { key: string }) => key),
      ['scene_cache_Broken_day_rain'],
    )
    const scene = await it.call({
      method: 'POST',
      url: '/api/v1/scenes/generate',
      payload: { location: 'old town', time_of_day: 'dusk', weather: 'rain' },
    })
    t.equal(scene.headers['x-cache'], 'HIT')
    t.match(scene.json(), { subject_name: 'Old Town', served_by: { provider: 'import', cached: true } })
    const torches = await search(it, 'subject_name=torch')
    t.strictSame(
      torches.items.map(({ is_featured }: { is_featured: boolean }) => is_featured),
      [true, false],
    )
    const file = await it.call({ url: torches.items[0].url })
    t.strictSame([file.statusCode, file.headers['content-type']], [200, 'image/webp'])
  },
)

onBoth(t, 'importBrowserData replaces no picture that a scene has now', async (t, it) => {
  const scene = { location: 'Old Town', time_of_day: 'dusk', weather: 'rain' }
  const ask = () => it.call({ method: 'POST', url: '/api/v1/scenes/generate', payload: scene })
  const { id } = (await ask()).json()
  t.match((await imported(it, sample('documented-dump'))).json(), { scenes: 2 })
  t.equal((await ask()).json().id, id)
})
