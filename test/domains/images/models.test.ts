import sharp from 'sharp'
import t, { type Test } from 'tap'
import { blockedPrompt, geminiImageServer, pngOf, withoutPicture } from '../../fixtures/image-models.ts'
import { countOf, imageIn, imagesOf, paidCalls, requestFor } from '../../fixtures/images.ts'
import { arrived, type ModelServer, type Turn } from '../../fixtures/models.ts'
import { listen } from '../../fixtures/raw-http.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { until } from '../../fixtures/valkey.ts'
import { engines, type World, world } from '../../fixtures/world.ts'

/** A caller who hangs up while the model is at work. Answers how to ask the same again. */
async function hungUp(t: Test, it: World, model: ModelServer, headers: Record<string, string>) {
  const { url } = await listen(it.app)
  const ask = (signal: AbortSignal | null) =>
    fetch(`${url}/api/v1/images/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(requestFor({ session_id })),
      signal,
    })
  const abort = new AbortController()
  const asked = ask(abort.signal)
  await until(() => model.requests.length === 1, 'the model is asked')
  abort.abort()
  await t.rejects(asked)
  return ask
}

const session_id = 'painted'

/** The same test on both databases, with a Gemini behind the service. */
function onBothWithGemini(title: string, run: (t: Test, it: World, model: ModelServer) => Promise<void>) {
  for (const engine of engines) {
    t.test(`${title} (${engine})`, async (t) => {
      const model = await geminiImageServer(t)
      await run(t, await world(t, engine, { ...model.env, IMAGE_CALLS_PER_DAY: '100' }), model)
    })
  }
}

async function nothingStored(t: Test, it: World) {
  for (const table of ['images', 'blobs', 'idempotency_keys'] as const) t.equal(await countOf(it, table), 0, table)
}

onBothWithGemini('generateImage answers 422 with the category when the content is blocked', async (t, it, model) => {
  const { generate } = imagesOf(it)
  const blocked: [Turn, string][] = [
    [{ fault: 'blockedPrompt' }, 'prohibited'],
    [{ fault: 'blockedOutput' }, 'safety'],
    [blockedPrompt('SAFETY', 'HARM_CATEGORY_VIOLENCE'), 'violence'],
    [withoutPicture('IMAGE_SAFETY', 'HARM_CATEGORY_SEXUALLY_EXPLICIT'), 'sexual'],
  ]
  for (const [turn, category] of blocked) {
    model.script = [turn]
    const reply = await generate(requestFor({ session_id }), { 'idempotency-key': 'blocked' })
    t.strictSame(refusalOf(reply), [422, 'content-blocked'], category)
    t.equal(reply.json().category, category)
    t.match(reply.json().message, category)
    t.notMatch(reply.body, 'canary')
  }
  t.equal(await paidCalls(it), 0, 'uncharged')
  await nothingStored(t, it)
  t.notMatch(it.logged.join('\n'), 'canary')
})

onBothWithGemini('generateImage answers 429 while the quota is used up, and for how long', async (t, it, model) => {
  const { generate } = imagesOf(it)
  const ask = () => generate(requestFor({ session_id }))
  model.script = [{ quota: 37 }]
  const first = await ask()
  t.strictSame(refusalOf(first), [429, 'image-quota-exceeded'])
  t.equal(first.headers['retry-after'], '37')
  it.clock.now += 7_000
  const second = await ask()
  t.strictSame([...refusalOf(second), second.headers['retry-after']], [429, 'image-quota-exceeded', '30'])
  t.equal(model.requests.length, 1, 'no storm of tries')
  await nothingStored(t, it)
  it.clock.now += 30_000
  t.equal((await ask()).statusCode, 201)
  it.clock.now += 60_000
  model.script = [{ quota: 'retry not told' }]
  t.match((await ask()).headers['retry-after'], /^[1-9]\d*$/)
})

onBothWithGemini('generateImage answers 504 when the model hangs, and hangs up on it', async (t, it, model) => {
  const { generate } = imagesOf(it)
  for (const fault of ['hung', 'hungBody'] as const) {
    model.script = [{ fault }]
    const asked = generate(requestFor({ session_id }), { 'idempotency-key': 'hung' })
    const received = await arrived(model)
    it.clock.now += 29_999
    it.clock.now += 1
    t.strictSame(refusalOf(await asked), [504, 'image-timeout'], fault)
    t.equal(await received.hungUp, true, 'no socket is left')
  }
  t.equal(await paidCalls(it), 2, 'the model may have painted: it counts')
  await nothingStored(t, it)
  t.equal((await generate(requestFor({ session_id }), { 'idempotency-key': 'hung' })).statusCode, 201)
})

onBothWithGemini(
  'generateImage whose caller hangs up without a key stops the model and keeps nothing',
  async (t, it, model) => {
    model.script = [{ fault: 'hung' }]
    await hungUp(t, it, model, {})
    t.equal(await model.requests[0]?.hungUp, true, 'we hung up on the model')
    await nothingStored(t, it)
    const line = () => it.logged.map((text) => JSON.parse(text)).find(({ res }) => res?.statusCode === 499)
    await until(() => line() !== undefined, 'it is written down')
    t.equal(line().level, 30, 'as no fault of ours')
  },
)

onBothWithGemini('generateImage whose caller hangs up and comes back with its key pays once', async (t, it, model) => {
  const release = model.hold()
  const ask = await hungUp(t, it, model, { 'idempotency-key': 'hung-up' })
  t.equal((await ask(null)).status, 409, 'the picture is being painted')
  release()
  await until(async () => (await countOf(it, 'images')) === 1, 'it is painted to the end')
  const again = await ask(null)
  t.strictSame([again.status, again.headers.get('idempotent-replayed')], [201, 'true'])
  t.strictSame([model.requests.length, await paidCalls(it)], [1, 1])
})

onBothWithGemini("generateImage keeps a model's picture, and says who painted it", async (t, it, model) => {
  const image = await imageIn(it, session_id, { custom_prompt: 'Healing Potion with a dragon', seed: 7 })
  t.match(image, {
    width: 64,
    height: 36,
    prompt: requestFor().prompt,
    custom_prompt: 'Healing Potion with a dragon',
    served_by: {
      provider: 'gemini',
      model: 'served-by-gemini-image',
      cached: false,
      fallback: false,
      fallback_reason: null,
      cost_micro_usd: 67_000,
    },
  })
  t.equal(await paidCalls(it), 1)
  const { contents, generationConfig } = model.requests[0]?.body ?? {}
  t.equal(
    contents[0].parts[0].text,
    `item: Healing Potion\n${requestFor().prompt}. Healing Potion with a dragon`,
    'the words as they are, then the addition',
  )
  t.match(generationConfig, { seed: 7, imageConfig: { aspectRatio: '16:9' } })
  const { rawPayload } = await imagesOf(it).file(image.id)
  const [red = 0, green = 0, blue = 0] = await sharp(rawPayload).raw().toBuffer()
  const isNear = [red - 0x3a, green - 0x5f, blue - 0x2b].every((difference) => Math.abs(difference) < 8)
  t.ok(isNear, 'the file is what the model painted')
})

onBothWithGemini('generateImage has the pixels that the model paints for each ratio', async (t, it, model) => {
  const sizes: Record<string, [number, number]> = {
    '1:1': [1024, 1024],
    '16:9': [1344, 756],
    '4:3': [1184, 888],
    '9:16': [756, 1344],
  }
  const pngs = new Map<string, string>()
  for (const [ratio, size] of Object.entries(sizes)) pngs.set(ratio, (await pngOf('#446', ...size)).toString('base64'))
  model.say(({ body }) => pngs.get(body.generationConfig.imageConfig.aspectRatio) as string)
  for (const [aspect_ratio, [width, height]] of Object.entries(sizes)) {
    const image = await imageIn(it, session_id, { aspect_ratio })
    t.match(image, { aspect_ratio, width, height })
    const thumbnail = await imagesOf(it).file(image.id, {}, { variant: 'thumbnail' })
    const small = await sharp(thumbnail.rawPayload).metadata()
    t.equal(Math.max(small.width, small.height), 200, aspect_ratio)
    t.ok(Math.abs(small.width / small.height - width / height) < 0.02, 'the thumbnail is not squeezed')
  }
})
