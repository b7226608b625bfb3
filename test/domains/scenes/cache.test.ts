import t from 'tap'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { DAY_MS, PRICE, paintedWorld, scenesOf, servedIn } from '../../fixtures/scenes.ts'
import { engines, onBoth } from '../../fixtures/world.ts'

const grotto = { location: 'Fungal Grotto', time_of_day: 'midnight', weather: 'fog' }
const session_id = 'of-a-player'

for (const engine of engines) {
  t.test(`generateScene paints once, and then serves what it has painted at no cost (${engine})`, async (t) => {
    const { scene, gemini, imageIds } = await paintedWorld(t, engine)
    const painted = await scene(grotto)
    t.strictSame(servedIn(painted), [200, 'MISS', 1])
    t.equal(painted.headers['idempotent-replayed'], 'false')
    t.equal(painted.headers['set-cookie'], undefined, 'no session begins')
    const model = { provider: 'gemini', model: 'served-by-gemini-image', fallback: false, fallback_reason: null }
    const expected = {
      id: 1,
      subject_name: 'Fungal Grotto',
      subject_type: 'scene',
      component: 'scene-viewer',
      prompt: 'Fungal Grotto at midnight, fog',
      custom_prompt: null,
      aspect_ratio: '16:9',
      url: '/api/v1/images/1/file',
      is_featured: false,
      use_count: 0,
      expires_at: '2026-11-27T09:30:00.000Z',
    }
    t.match(painted.json(), {
      ...expected,
      cached: false,
      served_by: { ...model, cached: false, cost_micro_usd: PRICE },
    })
    const asked = gemini.requests[0]?.body
    t.strictSame(asked.generationConfig.imageConfig, { aspectRatio: '16:9' })
    const text: string = asked.contents[0].parts[0].text
    for (const words of ['Fungal Grotto at midnight, fog', 'time of day: midnight', 'weather: fog'])
      t.match(text, words)

    const again = await scene(grotto)
    t.strictSame(servedIn(again), [200, 'HIT', 1])
    const free = { ...model, cached: true, cost_micro_usd: 0, latency_ms: 0 }
    t.match(again.json(), { ...expected, cached: true, served_by: free })
    t.strictSame([gemini.requests.length, await imageIds()], [1, [1]])
  })

  t.test(`generateScene paints an expired scene anew, from its last millisecond on (${engine})`, async (t) => {
    const { it, scene, gemini, imageIds } = await paintedWorld(t, engine, { CACHE_EXPIRY_DAYS: '2' })
    await scene(grotto)
    it.clock.now += 2 * DAY_MS - 1
    t.strictSame(servedIn(await scene(grotto)), [200, 'HIT', 1])
    it.clock.now += 1
    const anew = await scene(grotto)
    t.strictSame(servedIn(anew), [200, 'MISS', 2])
    t.equal(anew.json().expires_at, '2026-11-24T09:30:00.000Z')
    t.strictSame(servedIn(await scene(grotto)), [200, 'HIT', 2])
    t.strictSame([gemini.requests.length, await imageIds()], [2, [1, 2]])
  })
}

onBoth(t, 'generateScene with force_regenerate swaps the picture, and the gallery keeps the old one', async (t, it) => {
  const { scene } = scenesOf(it)
  t.strictSame(servedIn(await scene({ ...grotto, force_regenerate: true })), [200, 'MISS', 1], 'also where none is')
  t.strictSame(servedIn(await scene({ ...grotto, force_regenerate: true })), [200, 'MISS', 2])
  t.strictSame(servedIn(await scene({ ...grotto, force_regenerate: false })), [200, 'HIT', 2])
  t.equal((await it.call({ url: '/api/v1/images/1' })).statusCode, 200)
  const file = await it.call({ url: '/api/v1/images/1/file' })
  t.strictSame([file.statusCode, file.headers['content-type']], [200, 'image/webp'])
  const gallery = (await it.call({ url: '/api/v1/images/search?subject_name=fungal%20grotto' })).json()
  t.strictSame(
    gallery.items.map((image: { id: number }) => image.id),
    [2, 1],
  )
})

onBoth(t, 'generateScene keeps the pictures that scenes of a place are served with, however many', async (t, it) => {
  const { scene } = scenesOf(it)
  const hours = Array.from({ length: 25 }, (_, at) => `hour ${at}`)
  for (const time_of_day of hours) await scene({ ...grotto, time_of_day })
  for (const [at, time_of_day] of hours.entries()) {
    t.strictSame(servedIn(await scene({ ...grotto, time_of_day })), [200, 'HIT', at + 1])
  }
})

onBoth(
  t,
  'generateScene paints anew what the operator has deleted, and a restored picture stays out',
  async (t, it) => {
    const { scene } = scenesOf(it)
    await scene(grotto)
    const url = '/api/v1/images/1'
    t.strictSame(refusalOf(await it.call({ method: 'DELETE', url })), [404, 'image-not-found'], 'it is no player’s')
    t.strictSame(servedIn(await scene(grotto)), [200, 'HIT', 1])
    t.equal((await it.call({ method: 'DELETE', url, headers: asOperator })).statusCode, 200)
    t.strictSame(servedIn(await scene(grotto)), [200, 'MISS', 2])
    t.equal((await it.call({ method: 'POST', url: `${url}/restore`, headers: asOperator })).statusCode, 200)
    t.strictSame(servedIn(await scene(grotto)), [200, 'HIT', 2])
  },
)

onBoth(t, 'generateScene with an Idempotency-Key paints once, also when it is forced', async (t, it) => {
  const { scene } = scenesOf(it)
  const forced = { ...grotto, force_regenerate: true }
  const key = { 'idempotency-key': 'forced' }
  t.strictSame(refusalOf(await scene(forced, key)), [400, 'invalid-request', 'headers.idempotency-key'])
  const own = { ...key, 'x-session-id': session_id }
  const first = await scene(forced, own)
  t.strictSame([servedIn(first), first.headers['idempotent-replayed']], [[200, 'MISS', 1], 'false'])
  const replay = await scene(forced, own)
  t.strictSame([servedIn(replay), replay.headers['idempotent-replayed']], [[200, 'MISS', 1], 'true'])
  t.strictSame(replay.json(), first.json())
  t.strictSame(refusalOf(await scene(grotto, own)), [422, 'idempotency-key-reused'])
  const other = { ...key, 'x-session-id': 'of-another' }
  t.strictSame(servedIn(await scene(forced, other)), [200, 'MISS', 2], 'the key of another player is another key')
  const inBody = { ...forced, session_id }
  t.strictSame((await scene(inBody, key)).headers['idempotent-replayed'], 'true', 'the body may name the session')
})
