import t from 'tap'
import { fleeting, startPostgres } from '../../fixtures/postgres.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { DAY_MS, PRICE, paintedWorld, scenesOf, tallied } from '../../fixtures/scenes.ts'
import { until } from '../../fixtures/valkey.ts'
import { engines, onBothAlone } from '../../fixtures/world.ts'

const mine = { location: 'Mine Entrance' }
const camp = { location: 'Mining Camp' }
const nothing = {
  total_scenes: 0,
  active_cache_entries: 0,
  expired: 0,
  hits: 0,
  misses: 0,
  joined: 0,
  stale: 0,
  cache_hit_rate: 0,
  saved_micro_usd: 0,
}

onBothAlone(t, 'readSceneCacheStats counts nothing where nothing was asked for or refused', async (t, it) => {
  const { scene, stats } = scenesOf(it)
  const timestamp = '2026-11-20T09:30:00.000Z'
  t.strictSame((await stats()).json(), { ...nothing, timestamp })
  await scene({ location: ' ' })
  await scene({})
  t.strictSame((await stats()).json(), { ...nothing, timestamp })
})

for (const engine of engines) {
  t.test(`readSceneCacheStats is right at once after each request of a mix (${engine})`, async (t) => {
    const { it, scene, stats, gemini } = await paintedWorld(t, engine)
    const counted = async () => {
      const { timestamp: _timestamp, ...counts } = (await stats()).json()
      return counts
    }
    await scene(mine)
    t.strictSame(await counted(), { ...nothing, total_scenes: 1, active_cache_entries: 1, misses: 1 })
    await scene(mine)
    await scene({ ...mine, location: ' MINE  entrance' })
    const two = { total_scenes: 1, active_cache_entries: 1, misses: 1, hits: 2, cache_hit_rate: 0.667 }
    t.strictSame(await counted(), { ...nothing, ...two, saved_micro_usd: 2 * PRICE })
    await scene({ ...mine, weather: 'snow' })
    await scene(camp)
    const all = { ...two, total_scenes: 2, active_cache_entries: 3, misses: 3, cache_hit_rate: 0.4 }
    t.strictSame(await counted(), { ...nothing, ...all, saved_micro_usd: 2 * PRICE })

    it.clock.now += 7 * DAY_MS
    gemini.script = [{ status: 503 }]
    t.strictSame(tallied([await scene(camp)]), { '200 STALE': 1 })
    const old = { ...all, active_cache_entries: 0, expired: 3, stale: 1, cache_hit_rate: 0.333 }
    t.strictSame(await counted(), { ...nothing, ...old, saved_micro_usd: 3 * PRICE })
    t.equal((await stats()).json().timestamp, '2026-11-27T09:30:00.000Z')
  })
}

onBothAlone(
  t,
  'readSceneCacheStats saves nothing where pictures cost nothing, and counts replays not',
  async (t, it) => {
    const { scene, stats } = scenesOf(it)
    const keyed = { 'idempotency-key': 'k', 'x-session-id': 's' }
    for (let at = 0; at < 3; at++) await scene(mine, keyed)
    await scene(mine)
    t.match((await stats()).json(), { misses: 1, hits: 1, cache_hit_rate: 0.5, saved_micro_usd: 0 })
  },
)

onBothAlone(t, 'readSceneCacheStats waits for counts that are being written', async (t, it) => {
  const { scene, stats } = scenesOf(it)
  await scene(mine)
  for (let hits = 1; hits <= 20; hits++) {
    await scene(mine)
    // Now, the counts are taken to be written; what asks for them next must not overtake that.
    it.clock.now += 1_000
    t.equal((await stats()).json().hits, hits)
  }
})

onBothAlone(
  t,
  'generateScene counts the uses of a picture within a second, and writes nothing before',
  async (t, it) => {
    const { scene } = scenesOf(it)
    for (let at = 0; at < 5; at++) await scene(mine)
    const entry = () =>
      it.deps.db.selectFrom('scene_cache').select(['use_count', 'last_used']).executeTakeFirstOrThrow()
    t.match({ ...(await entry()) }, { use_count: 0, last_used: '2026-11-20T09:30:00.000Z' })
    it.clock.now += 1_000
    await until(async () => (await entry()).use_count === 4, 'the uses are written')
    t.equal((await entry()).last_used, '2026-11-20T09:30:01.000Z')
    t.equal((await it.call({ url: '/api/v1/images/1' })).json().use_count, 4)
  },
)

onBothAlone(t, 'readSceneCacheStats has what a service has counted before it stopped', async (t, it) => {
  const { scene } = scenesOf(it)
  for (let at = 0; at < 4; at++) await scene(mine)
  await it.app.close()
  const rows = await it.deps.db.selectFrom('scene_counts').selectAll().orderBy('name').execute()
  t.strictSame(
    rows.map(({ name, count }) => [name, count]),
    [
      ['hits', 3],
      ['misses', 1],
    ],
  )
})

t.test('readSceneCacheStats loses no count while Postgres is away', async (t) => {
  const postgres = await startPostgres(fleeting)
  t.teardown(() => postgres.stop())
  const { it, scene, stats, gemini } = await paintedWorld(t, 'postgres', { DATABASE_URL: postgres.url })
  await scene(mine)
  for (let at = 0; at < 9; at++) await scene(mine)
  await postgres.kill()
  it.clock.now += 1_000
  t.strictSame(refusalOf(await stats()), [503, 'database-unavailable'])
  t.strictSame(refusalOf(await scene(mine)), [503, 'database-unavailable'])
  t.strictSame(refusalOf(await scene(camp)), [503, 'database-unavailable'])
  t.equal(gemini.requests.length, 1, 'what cannot be kept is not paid for')
  it.clock.now += 1_000
  t.strictSame(refusalOf(await stats()), [503, 'database-unavailable'])
  await postgres.start()
  await until(async () => (await it.call({ url: '/readyz' })).statusCode === 200, 'it is ready again')
  await scene(mine)
  t.match((await stats()).json(), { misses: 1, hits: 10, saved_micro_usd: 10 * PRICE })
  t.equal((await it.call({ url: '/api/v1/images/1' })).json().use_count, 10)
})
