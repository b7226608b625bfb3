import t from 'tap'
import { geminiImageServer } from '../../fixtures/image-models.ts'
import { imageIn, imagesOf, paidCalls, requestFor } from '../../fixtures/images.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { engines, onBoth, world } from '../../fixtures/world.ts'

const session_id = 'limited'
const few = { MAX_REQUESTS_PER_MINUTE: '3' }

onBoth(
  t,
  'generateImage answers 429 beyond MAX_REQUESTS_PER_MINUTE, with the time to wait, and paints again after it',
  async (t, it) => {
    const { generate, search, read, file } = imagesOf(it)
    const ask = () => generate(requestFor({ session_id }))
    for (let at = 0; at < 3; at++) t.equal((await ask()).statusCode, 201)
    it.clock.now += 18_000
    const reply = await ask()
    t.strictSame(refusalOf(reply), [429, 'images-exceeded'])
    t.equal(reply.headers['retry-after'], '42')
    t.match(reply.json().message, /3 pictures painted a minute; try again in 42 s/)
    t.equal(
      (await generate(requestFor({ session_id: 'another' }))).statusCode,
      429,
      'a new session is no way around it',
    )
    t.equal((await generate(requestFor())).headers['set-cookie'], undefined)
    for (const looked of [await search(), await read(1), await file(1)])
      t.equal(looked.statusCode, 200, 'looking at pictures is not counted')
    it.clock.now += 42_000
    t.equal((await ask()).statusCode, 201)
  },
  few,
)

onBoth(
  t,
  'generateImage counts no request that is refused, replayed or a repetition of one that runs',
  async (t, it) => {
    const { generate } = imagesOf(it)
    const keyed = { 'idempotency-key': 'k' }
    for (let at = 0; at < 5; at++) {
      t.equal((await generate(requestFor({ session_id, prompt: 'short' }))).statusCode, 400)
      t.equal((await generate(requestFor({ session_id, custom_prompt: 'no name' }))).statusCode, 400)
      t.equal((await generate(requestFor({ session_id, prompt: 'a <script> in a bottle' }))).statusCode, 400)
      t.equal((await generate(requestFor({ session_id }), keyed)).statusCode, 201, 'painted once')
      if (at > 0) t.equal((await generate(requestFor({ session_id, seed: at }), keyed)).statusCode, 422)
    }
    for (let at = 0; at < 2; at++) t.equal((await generate(requestFor({ session_id }))).statusCode, 201)
    t.strictSame(refusalOf(await generate(requestFor({ session_id }), { 'idempotency-key': 'late' })), [
      429,
      'images-exceeded',
    ])
    it.clock.now += 60_000
    const freed = await generate(requestFor({ session_id }), { 'idempotency-key': 'late' })
    t.equal(freed.statusCode, 201, 'a key that was refused is free')
  },
  few,
)

for (const engine of engines) {
  t.test(
    `generateImage beyond IMAGE_CALLS_PER_DAY is painted by the painter, until tomorrow (${engine})`,
    async (t) => {
      const model = await geminiImageServer(t)
      const it = await world(t, engine, { ...model.env, IMAGE_CALLS_PER_DAY: '2' })
      const served = async () => (await imageIn(it, session_id)).served_by
      for (let at = 0; at < 2; at++) t.match(await served(), { provider: 'gemini', fallback: false })
      const spent = { provider: 'embedded', fallback: true, fallback_reason: 'budget', cost_micro_usd: 0 }
      for (let at = 0; at < 2; at++) t.match(await served(), spent)
      t.equal(model.requests.length, 2)
      t.equal(await paidCalls(it), 2)
      it.clock.now += 86_400_000
      t.match(await served(), { provider: 'gemini', cost_micro_usd: 67_000 })
    },
  )
}

t.test('generateImage calls no model when IMAGE_CALLS_PER_DAY is 0', async (t) => {
  const model = await geminiImageServer(t)
  const it = await world(t, 'sqlite', { ...model.env, IMAGE_CALLS_PER_DAY: '0' })
  t.match((await imageIn(it, session_id)).served_by, { provider: 'embedded', fallback_reason: 'budget' })
  t.equal(model.requests.length, 0)
})
