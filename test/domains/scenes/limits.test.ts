import t from 'tap'
import { refusalOf } from '../../fixtures/saves.ts'
import { DAY_MS, many, paintedWorld, scenesOf, servedIn, sharing, tallied } from '../../fixtures/scenes.ts'
import { engines, onBothAlone } from '../../fixtures/world.ts'

const exceeded = [429, 'scenes-exceeded']
const [one, other] = ['192.0.2.1', '192.0.2.2']
const place = (number: number) => ({ location: `Place ${number}` })

onBothAlone(
  t,
  'generateScene refuses the sixth new scene of a caller within a minute, and no scene that is painted',
  async (t, it) => {
    const { scene, sceneFrom, stats } = scenesOf(it)
    t.strictSame(tallied(await many(5, (at) => scene(place(at)))), { '200 MISS': 5 })
    const sixth = await scene(place(5))
    t.strictSame(refusalOf(sixth), exceeded)
    t.equal(sixth.headers['retry-after'], '60')
    t.equal(sixth.json().message, 'You may have 5 scenes painted a minute; try again in 60 s.')
    t.strictSame(tallied(await many(1_000, (at) => scene(place(at % 5)))), { '200 HIT': 1_000 })
    t.strictSame(refusalOf(await scene({ ...place(0), force_regenerate: true })), exceeded, 'forced ones are paintings')
    t.strictSame(refusalOf(await scene(place(6), { 'idempotency-key': 'k', 'x-session-id': 's' })), exceeded)
    t.strictSame(servedIn(await sceneFrom(other, place(5))), [200, 'MISS', 6], 'another caller has its own limit')
    t.strictSame(servedIn(await scene(place(5))), [200, 'HIT', 6])
    it.clock.now += 60_000
    t.strictSame(servedIn(await scene(place(6), { 'idempotency-key': 'k', 'x-session-id': 's' })), [200, 'MISS', 7])
    t.match((await stats()).json(), { misses: 7, hits: 1_001 }, 'what was refused is not counted')
  },
  { MAX_SCENES_PER_MINUTE: '5' },
)

onBothAlone(
  t,
  'generateScene serves 500 requests at once of a caller who may have one scene painted',
  async (t, it) => {
    const { scene } = scenesOf(it)
    const replies = await many(500, () => scene(place(1)))
    for (const reply of replies) t.strictSame([reply.statusCode, reply.json().id], [200, 1])
    t.equal(tallied(replies)['200 MISS'], 1)
    t.equal((await it.deps.db.selectFrom('images').select('id').execute()).length, 1)
  },
  { MAX_SCENES_PER_MINUTE: '1' },
)

for (const engine of engines) {
  t.test(`generateScene lets a caller beyond the limit join the painting of another (${engine})`, async (t) => {
    const { it, sceneFrom, gemini } = await paintedWorld(t, engine, { MAX_SCENES_PER_MINUTE: '1' })
    await sceneFrom(one, place(1))
    const release = gemini.hold()
    const bothWait = sharing(it, 2)
    const painting = sceneFrom(other, place(2))
    const joining = sceneFrom(one, place(2))
    await bothWait
    release()
    t.strictSame(tallied(await Promise.all([painting, joining])), { '200 DEDUP': 1, '200 MISS': 1 })
    t.equal(gemini.requests.length, 2)
  })

  t.test(`generateScene refuses a caller beyond the limit alone, also the first of many (${engine})`, async (t) => {
    const { sceneFrom, gemini } = await paintedWorld(t, engine, { MAX_SCENES_PER_MINUTE: '1' })
    await sceneFrom(one, place(1))
    const refused = sceneFrom(one, place(2))
    const served = many(10, (at) => sceneFrom(`198.51.100.${at}`, place(2)))
    t.strictSame(tallied([await refused]), { '429 scenes-exceeded': 1 })
    for (const reply of await served) t.strictSame([reply.statusCode, reply.json().id], [200, 2])
    t.equal(gemini.requests.length, 2)
  })
}

for (const engine of engines) {
  t.test(
    `generateScene does not limit a scene whose picture has expired while none can be painted (${engine})`,
    async (t) => {
      const { it, scene, gemini } = await paintedWorld(t, engine, { MAX_SCENES_PER_MINUTE: '2' })
      await scene(place(1))
      it.clock.now += 8 * DAY_MS
      gemini.script = Array.from({ length: 9 }, () => ({ status: 503 }))
      for (let round = 0; round < 6; round++) {
        const reply = await scene(place(1))
        t.strictSame(servedIn(reply), [200, 'STALE', 1])
        it.clock.now += 9_000
      }
      t.strictSame(refusalOf(await scene({ ...place(1), force_regenerate: true })), exceeded)
    },
  )
}
