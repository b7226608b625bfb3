import t from 'tap'
import { arrived } from '../../fixtures/models.ts'
import { listen } from '../../fixtures/raw-http.ts'
import { GENERATE, many, PRICE, paintedWorld, scenesOf, servedIn, sharing, tallied } from '../../fixtures/scenes.ts'
import { until } from '../../fixtures/valkey.ts'
import { engines, onBothAlone } from '../../fixtures/world.ts'

const river = { location: 'Underground River', weather: 'fog' }
const forced = { ...river, force_regenerate: true }

for (const engine of engines) {
  t.test(`generateScene of 200 requests at once paints one picture (${engine})`, async (t) => {
    const { it, scene, stats, gemini, imageIds } = await paintedWorld(t, engine)
    const release = gemini.hold()
    const allWait = sharing(it, 200)
    const asked = many(200, () => scene(river))
    await allWait
    release()
    const replies = await asked
    t.strictSame(tallied(replies), { '200 DEDUP': 199, '200 MISS': 1 })
    for (const reply of replies) {
      const isPainted = reply.headers['x-cache'] === 'MISS'
      const { id, cached, expires_at, served_by } = reply.json()
      t.strictSame([id, cached, expires_at], [1, !isPainted, '2026-11-27T09:30:00.000Z'])
      t.match(served_by, { provider: 'gemini', cached: !isPainted, cost_micro_usd: isPainted ? PRICE : 0 })
    }
    t.strictSame([gemini.requests.length, await imageIds()], [1, [1]])
    const counts = { misses: 1, joined: 199, hits: 0, cache_hit_rate: 0, saved_micro_usd: 199 * PRICE }
    t.match((await stats()).json(), counts)
  })

  t.test(
    `generateScene of forced requests at once paints one more, and others have the old one (${engine})`,
    async (t) => {
      const { it, scene, gemini, imageIds } = await paintedWorld(t, engine)
      await scene(river)
      const release = gemini.hold()
      const allWait = sharing(it, 50)
      const asked = many(50, () => scene(forced))
      await allWait
      t.strictSame(servedIn(await scene(river)), [200, 'HIT', 1])
      release()
      const replies = await asked
      t.strictSame(tallied(replies), { '200 DEDUP': 49, '200 MISS': 1 })
      for (const reply of replies) t.equal(reply.json().id, 2)
      t.strictSame([gemini.requests.length, await imageIds()], [2, [1, 2]])
    },
  )

  t.test(
    `generateScene goes on when its caller leaves, for those who wait and those who come (${engine})`,
    async (t) => {
      const { it, scene, gemini, imageIds } = await paintedWorld(t, engine)
      const { url } = await listen(it.app)
      const release = gemini.hold()
      const abort = new AbortController()
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify(river)
      const leaving = fetch(url + GENERATE, { method: 'POST', headers, body, signal: abort.signal })
      await arrived(gemini)
      const twoWait = sharing(it, 2)
      const waiting = many(2, () => scene(river))
      await twoWait
      abort.abort()
      await t.rejects(leaving)
      const hasLeft = () => it.logged.some((line) => JSON.parse(line).res?.statusCode === 499)
      await until(hasLeft, 'the service knows that the caller has left')
      release()
      t.strictSame(tallied(await waiting), { '200 DEDUP': 2 })
      t.strictSame(servedIn(await scene(river)), [200, 'HIT', 1])
      t.strictSame([gemini.requests.length, await gemini.requests[0]?.hungUp, await imageIds()], [1, false, [1]])
    },
  )

  t.test(`generateScene goes on when its only caller leaves (${engine})`, async (t) => {
    const { it, scene, gemini, imageIds } = await paintedWorld(t, engine)
    const { url } = await listen(it.app)
    const release = gemini.hold()
    const abort = new AbortController()
    const leaving = fetch(`${url}${GENERATE}?location=Mine`, { method: 'POST', signal: abort.signal })
    await arrived(gemini)
    abort.abort()
    await t.rejects(leaving)
    release()
    await until(async () => (await imageIds()).length === 1, 'the picture is there')
    t.strictSame(servedIn(await scene({ location: 'mine' })), [200, 'HIT', 1])
    t.equal(gemini.requests.length, 1)
  })
}

onBothAlone(
  t,
  'generateScene with force_regenerate paints also when it joins one who finds a picture',
  async (t, it) => {
    const { scene } = scenesOf(it)
    const { leases } = it.deps
    const { share } = leases
    let second: ReturnType<typeof scene> | undefined
    // The first one has looked and found nothing. Before it asks for the lease, another one has painted.
    leases.share = async (...first) => {
      leases.share = share
      await scene(river)
      return new Promise((resolve) => {
        leases.share = (...other) => {
          leases.share = share
          resolve(share(...first))
          return share(...other)
        }
        second = scene(forced)
      })
    }
    t.strictSame(servedIn(await scene(river)), [200, 'HIT', 1])
    t.strictSame(servedIn(await (second as ReturnType<typeof scene>)), [200, 'MISS', 2])
  },
)
