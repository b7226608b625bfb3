import t from 'tap'
import { withoutPicture } from '../../fixtures/image-models.ts'
import { arrived, type Turn } from '../../fixtures/models.ts'
import { DAY_MS, many, PRICE, paintedWorld, servedIn, tallied } from '../../fixtures/scenes.ts'
import { engines } from '../../fixtures/world.ts'

const cavern = { location: 'Crystal Cavern', time_of_day: 'dawn' }
const DEADLINE_MS = 30_000
/** Longer than the circuit stays open after failures, and shorter than a stand-in is served. */
const REST_MS = 60_000
const png = Buffer.from('\x89PNG\r\n\x1a\nand then nothing that is a picture', 'latin1').toString('base64')

/** What a model may do instead of painting, and how an answer names it. */
const faults: [Turn, string][] = [
  [{ status: 500 }, 'unavailable'],
  [{ status: 503 }, 'unavailable'],
  [{ fault: 'reset' }, 'unavailable'],
  [{ fault: 'cut' }, 'unavailable'],
  [{ quota: 37 }, 'quota'],
  [{ fault: 'hung' }, 'timeout'],
  [{ fault: 'html' }, 'invalid_output'],
  [{ fault: 'truncated' }, 'invalid_output'],
  [{ fault: 'wrongTypes' }, 'invalid_output'],
  [{ fault: 'nothing' }, 'invalid_output'],
  [{ fault: 'huge' }, 'invalid_output'],
  [{ fault: 'bomb' }, 'invalid_output'],
  [{ fault: 'redirect' }, 'invalid_output'],
  ['bm90IGEgcGljdHVyZQ==', 'invalid_output'],
  [png, 'invalid_output'],
  [withoutPicture('NO_IMAGE'), 'invalid_output'],
  [withoutPicture('MAX_TOKENS'), 'invalid_output'],
]
const nameOf = (turn: Turn) => JSON.stringify(turn).slice(0, 40)

for (const engine of engines) {
  t.test(`generateScene serves an expired picture, whatever the model does (${engine})`, async (t) => {
    const { it, scene, gemini, imageIds } = await paintedWorld(t, engine)
    const { expires_at } = (await scene(cavern)).json()
    it.clock.now += 8 * DAY_MS
    for (const [turn, fallback_reason] of faults) {
      gemini.script = [turn]
      const asked = scene(cavern)
      await arrived(gemini)
      if (fallback_reason === 'timeout') it.clock.now += DEADLINE_MS
      const reply = await asked
      t.strictSame(servedIn(reply), [200, 'STALE', 1], nameOf(turn))
      const { served_by, cached, ...image } = reply.json()
      t.strictSame([image.expires_at, cached], [expires_at, true], 'and says that it has expired')
      const why = { provider: 'gemini', cached: true, fallback: true, fallback_reason, cost_micro_usd: 0 }
      t.match(served_by, why, nameOf(turn))
      it.clock.now += REST_MS
    }
    t.strictSame(servedIn(await scene(cavern)), [200, 'MISS', 2], 'and is painted anew when the model works')
    t.strictSame(await imageIds(), [1, 2], 'nothing else was stored')
    t.equal((await it.deps.db.selectFrom('blobs').select('id').execute()).length, 2)
    t.notMatch(it.logged.join('\n'), 'canary')
  })
}

t.test('generateScene of a scene without a picture is painted by the painter, whatever the model does', async (t) => {
  const { it, scene, gemini } = await paintedWorld(t, 'sqlite')
  for (const [at, [turn, fallback_reason]] of faults.entries()) {
    gemini.script = [turn]
    const asked = scene({ location: `Place ${at}` })
    const received = await arrived(gemini)
    if (fallback_reason === 'timeout') it.clock.now += DEADLINE_MS
    const reply = await asked
    t.strictSame(servedIn(reply), [200, 'MISS', at + 1], nameOf(turn))
    t.notMatch(reply.body, 'canary')
    t.match(reply.json().served_by, { provider: 'embedded', cached: false, fallback: true, fallback_reason })
    if (fallback_reason === 'timeout') t.equal(await received.hungUp, true, 'no connection is left')
    const painted = reply.json()
    t.equal(Date.parse(painted.expires_at) - it.clock.now, 600_000, 'it stands in for ten minutes')
    it.clock.now += REST_MS
  }
  t.equal(gemini.redirected(), 0)
  t.notMatch(it.logged.join('\n'), 'canary')
})

t.test('generateScene asks the model again ten minutes after the painter stood in for it', async (t) => {
  const { it, scene, gemini } = await paintedWorld(t, 'sqlite')
  gemini.script = [{ status: 503 }, { status: 503 }]
  t.strictSame(servedIn(await scene(cavern)), [200, 'MISS', 1])
  it.clock.now += 599_999
  const standIn = await scene(cavern)
  t.strictSame(servedIn(standIn), [200, 'HIT', 1])
  t.match(standIn.json().served_by, { provider: 'embedded', fallback_reason: 'unavailable' })
  t.equal(gemini.requests.length, 1)
  it.clock.now += 1
  t.strictSame(servedIn(await scene(cavern)), [200, 'STALE', 1], 'the model is still away')
  t.strictSame(servedIn(await scene(cavern)), [200, 'STALE', 1], 'and is not asked for ten seconds')
  it.clock.now += 10_000
  const painted = await scene(cavern)
  t.strictSame(servedIn(painted), [200, 'MISS', 2])
  t.match(painted.json().served_by, { provider: 'gemini', fallback: false })
  t.equal(Date.parse(painted.json().expires_at) - it.clock.now, 7 * DAY_MS)
  t.equal(gemini.requests.length, 3)
})

t.test('generateScene without a model is painted by the painter for as long as any other', async (t) => {
  const { scene } = await paintedWorld(t, 'sqlite', { GEMINI_API_KEY: '', GEMINI_BASE_URL: '' })
  const reply = await scene(cavern)
  t.match(reply.json().served_by, { provider: 'embedded', fallback: true, fallback_reason: 'not_configured' })
  t.equal(reply.json().expires_at, '2026-11-27T09:30:00.000Z')
})

for (const engine of engines) {
  t.test(`generateScene refuses what the model blocks, to all who wait, at no cost (${engine})`, async (t) => {
    const { it, scene, stats, gemini, imageIds } = await paintedWorld(t, engine)
    const turn = withoutPicture('IMAGE_SAFETY', 'HARM_CATEGORY_DANGEROUS_CONTENT')
    gemini.script = [turn, turn, turn]
    const release = gemini.hold()
    const asked = many(20, () => scene(cavern))
    await arrived(gemini)
    release()
    for (const reply of await asked) {
      t.equal(reply.statusCode, 422)
      t.match(reply.json(), { error: 'content-blocked', category: 'dangerous' })
      t.notMatch(reply.body, 'canary')
    }
    const { db } = it.deps
    const rows = async (table: 'images' | 'blobs' | 'scene_cache') =>
      (await db.selectFrom(table).selectAll().execute()).length
    t.strictSame([await rows('images'), await rows('blobs'), await rows('scene_cache')], [0, 0, 0])
    const paid = await db.selectFrom('paid_calls').select('calls').execute()
    t.equal(
      paid.reduce((sum, { calls }) => sum + calls, 0),
      0,
    )
    t.match((await stats()).json(), { misses: 0, joined: 0, saved_micro_usd: 0 })
    gemini.script = []
    t.strictSame(servedIn(await scene(cavern)), [200, 'MISS', 1], 'the refusal is not kept')
    it.clock.now += 8 * DAY_MS
    gemini.script = [turn]
    t.equal((await scene(cavern)).json().error, 'content-blocked', 'also where there is an expired picture')
    t.strictSame(await imageIds(), [1])
  })

  t.test(`generateScene serves what it has when the day's paid calls are used up (${engine})`, async (t) => {
    const { it, scene, gemini } = await paintedWorld(t, engine, { IMAGE_CALLS_PER_DAY: '1' })
    await scene(cavern)
    const other = await scene({ location: 'Shaft Junction' })
    t.strictSame(servedIn(other), [200, 'MISS', 2])
    t.match(other.json().served_by, { provider: 'embedded', fallback_reason: 'budget', cost_micro_usd: 0 })
    const forced = await scene({ ...cavern, force_regenerate: true })
    t.strictSame(servedIn(forced), [200, 'STALE', 1])
    t.match(forced.json().served_by, { provider: 'gemini', fallback_reason: 'budget' })
    t.equal(gemini.requests.length, 1)
    it.clock.now += DAY_MS
    t.strictSame(servedIn(await scene({ ...cavern, force_regenerate: true })), [200, 'MISS', 3])
    t.equal(gemini.requests[1]?.headers['x-goog-api-key'], gemini.key)
  })

  t.test(
    `generateScene of 300 requests when a scene expires and the model is away is never refused (${engine})`,
    async (t) => {
      const { it, scene, stats, gemini } = await paintedWorld(t, engine)
      await scene(cavern)
      await gemini.stop()
      it.clock.now += 7 * DAY_MS
      t.strictSame(tallied(await many(300, () => scene(cavern))), { '200 STALE': 300 })
      t.strictSame(tallied(await many(300, () => scene(cavern))), { '200 STALE': 300 })
      t.match((await stats()).json(), { stale: 600, misses: 1, saved_micro_usd: 600 * PRICE })
    },
  )
}
