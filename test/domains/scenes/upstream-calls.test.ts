import t from 'tap'
import { pngOf } from '../../fixtures/image-models.ts'
import { DAY_MS, many, paintedWorld, servedIn, tallied } from '../../fixtures/scenes.ts'

const place = (number: number) => ({ location: `Place ${number}` })
const PLACES = 10

/** Ten scenes that were painted and have expired, and a model that has not been asked since. */
async function expired(t: Parameters<typeof paintedWorld>[0]) {
  const painted = await paintedWorld(t, 'sqlite')
  await many(PLACES, (at) => painted.scene(place(at)))
  painted.it.clock.now += 8 * DAY_MS
  painted.gemini.requests.length = 0
  return painted
}

t.test('1,000 requests while the model has no quota left ask it once, and wait as long as it says', async (t) => {
  const { it, scene, gemini } = await expired(t)
  gemini.script = [{ quota: 37 }, { quota: 37 }]
  t.strictSame(servedIn(await scene(place(0))).slice(0, 2), [200, 'STALE'])
  for (let round = 0; round < 10; round++) {
    const replies = await many(100, (at) => scene(place(at % PLACES)))
    t.strictSame(tallied(replies), { '200 STALE': 100 })
    for (const reply of replies) t.equal(reply.json().served_by.fallback_reason, 'quota')
  }
  it.clock.now += 36_999
  await scene(place(0))
  t.equal(gemini.requests.length, 1)
  it.clock.now += 1
  t.strictSame(tallied(await many(100, (at) => scene(place(at % PLACES)))), { '200 STALE': 100 })
  t.equal(gemini.requests.length, 2, 'one tries whether there is quota again')
  it.clock.now += 37_000
  t.strictSame(servedIn(await scene(place(0))).slice(0, 2), [200, 'MISS'])
  t.equal(gemini.requests.length, 3)
})

t.test('Five failures in a row open the circuit: no request asks the model, until one tries again', async (t) => {
  const { it, scene, gemini } = await expired(t)
  gemini.script = Array.from({ length: 6 }, () => ({ status: 503 }))
  for (let at = 0; at < 5; at++) t.match((await scene(place(at))).json().served_by, { fallback_reason: 'unavailable' })
  const replies = await many(995, (at) => scene(place(at % PLACES)))
  t.strictSame(tallied(replies), { '200 STALE': 995 })
  const reasons = new Set(replies.map((reply) => reply.json().served_by.fallback_reason))
  t.strictSame([...reasons].sort(), ['circuit_open', 'unavailable'], 'of its own scene, or of all')
  t.equal(gemini.requests.length, 5)
  t.match((await scene(place(100))).json().served_by, { provider: 'embedded', fallback_reason: 'circuit_open' })

  it.clock.now += 30_000
  await many(100, (at) => scene(place(at % PLACES)))
  t.equal(gemini.requests.length, 6, 'one tries, and fails')
  it.clock.now += 30_000
  t.strictSame(servedIn(await scene(place(0))).slice(0, 2), [200, 'MISS'])
  t.strictSame(servedIn(await scene(place(1))).slice(0, 2), [200, 'MISS'])
  t.equal(gemini.requests.length, 8)
})

t.test('A model that fails every other time is asked once for each scene', async (t) => {
  const { scene, gemini } = await paintedWorld(t, 'sqlite')
  const painted = (await pngOf()).toString('base64')
  gemini.script = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? { status: 503 } : painted))
  const providers: Record<string, number> = {}
  for (let at = 0; at < 40; at++) {
    const { provider } = (await scene(place(at))).json().served_by
    providers[provider] = (providers[provider] ?? 0) + 1
  }
  t.strictSame([gemini.requests.length, providers], [40, { embedded: 20, gemini: 20 }])
})
