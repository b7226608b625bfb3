import sharp from 'sharp'
import t from 'tap'
import { readEnv } from '../../src/config.ts'
import { imaging } from '../../src/ports/imaging/index.ts'
import { openPorts } from '../../src/ports/open.ts'
import { geminiImageServer, pngOf } from '../fixtures/image-models.ts'
import { failing, open, painting } from '../fixtures/imaging.ts'
import { portContext } from '../fixtures/port-context.ts'
import { until } from '../fixtures/valkey.ts'

t.test('While its quota is used up, every caller is told so and for how long, and no request is sent', async (t) => {
  const server = await geminiImageServer(t)
  const opened = await open('gemini', server.env)
  server.script = [{ quota: 37 }]
  t.match(await failing(t, opened), { kind: 'quota', retryAfterMs: 37_000, isCalled: true })
  opened.clock.now += 7_000
  const refused = { kind: 'quota', message: 'gemini has no quota left', retryAfterMs: 30_000, isCalled: false }
  t.match(await failing(t, opened), refused)
  t.equal(opened.port.state(), 'degraded')
  t.strictSame(opened.warnings, ['imaging: gemini is not called for 37 s (quota)'])
  t.equal(server.requests.length, 1)
  opened.clock.now += 30_000
  server.script = [{ status: 503 }]
  await failing(t, opened)
  t.match(await failing(t, opened), { kind: 'circuit_open', retryAfterMs: 30_000 }, 'it fails for another reason now')
  opened.clock.now += 30_000
  await opened.port.paint(painting())
  t.equal(opened.port.state(), 'ok')
})

t.test('After five failures it is not called, and the sixth caller is told when to come again', async (t) => {
  const server = await geminiImageServer(t)
  const opened = await open('gemini', server.env)
  server.script = [1, 2, 3, 4, 5].map(() => ({ status: 503 }))
  for (const _ of [1, 2, 3, 4, 5]) t.equal((await failing(t, opened)).kind, 'unavailable')
  t.match(await failing(t, opened), { kind: 'circuit_open', retryAfterMs: 30_000, isCalled: false })
  t.equal(server.requests.length, 5)
})

t.test('Pictures that a filter stops, or that it does not paint, leave it called', async (t) => {
  const server = await geminiImageServer(t)
  const opened = await open('gemini', server.env)
  server.script = [1, 2, 3, 4, 5, 6].map((at) => ({
    body: { candidates: [{ finishReason: at % 2 ? 'IMAGE_SAFETY' : 'NO_IMAGE' }] },
  }))
  for (const _ of server.script.slice()) await failing(t, opened)
  await opened.port.paint(painting())
  t.equal(opened.port.state(), 'ok')
})

t.test(
  'Sixteen pictures are painted at once; one more is refused at once, and is no failure of the model',
  async (t) => {
    const server = await geminiImageServer(t)
    const opened = await open('gemini', server.env)
    const release = server.hold()
    const painted = Array.from({ length: 16 }, () => opened.port.paint(painting()))
    await until(() => server.requests.length === 16, 'sixteen came')
    const tooMany = {
      kind: 'unavailable',
      message: 'gemini has too many calls waiting',
      isCalled: false,
      isAboutAsk: true,
    }
    t.match(await failing(t, opened), tooMany)
    release()
    t.equal((await Promise.all(painted)).length, 16)
    await opened.port.paint(painting())
    t.equal(opened.port.state(), 'ok')
  },
)

t.test('A warning names what to mend, once a minute', async (t) => {
  const server = await geminiImageServer(t)
  for (const [status, told] of [
    [400, 'gemini does not accept GEMINI_API_KEY (400)'],
    [403, 'gemini does not accept GEMINI_API_KEY (403)'],
    [404, 'gemini does not know the model, which may be retired: see GEMINI_IMAGE_MODEL (404)'],
  ] as const) {
    const opened = await open('gemini', server.env)
    server.script = [{ status }, { status }]
    for (const _ of [1, 2]) await failing(t, opened)
    t.strictSame(opened.warnings, [told])
  }
})

t.test('It is asked as its API wants it, with the model that is set', async (t) => {
  const server = await geminiImageServer(t)
  const plain = await open('gemini', server.env)
  await plain.port.paint(painting())
  const settings = { ...server.env, GEMINI_IMAGE_MODEL: 'tunedModels/a b' }
  const { port } = await open('gemini', settings)
  t.equal(port.model, 'tunedModels/a b')
  const ask = painting({ timeOfDay: 'dusk', weather: 'rain', aspectRatio: '9:16', seed: 2 ** 40 + 3 })
  await port.paint(ask)
  const [first, second] = server.requests
  t.equal(first?.headers['x-goog-api-key'], server.key)
  t.equal(first?.path, '/v1beta/models/gemini-3.1-flash-image:generateContent')
  t.strictSame(first?.body, {
    contents: [
      { role: 'user', parts: [{ text: 'scene: Starting Tavern\nA tavern at a crossroads, with one lit window' }] },
    ],
    generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '16:9' } },
  })
  t.equal(second?.path, '/v1beta/tunedModels/a%20b:generateContent')
  t.match(second?.body.contents[0].parts[0].text, /\ntime of day: dusk\nweather: rain$/)
  t.match(second?.body.generationConfig, { imageConfig: { aspectRatio: '9:16' }, seed: 3 })
})

t.test('A picture comes byte for byte, as PNG, JPEG or WebP, also one of 25 MB', async (t) => {
  const server = await geminiImageServer(t)
  const { port } = await open('gemini', server.env)
  const png = await pngOf('#b5472c', 1_024, 576)
  const large = Buffer.concat([png, Buffer.alloc(25_000_000, 7)])
  for (const bytes of [png, await sharp(png).jpeg().toBuffer(), await sharp(png).webp().toBuffer(), large]) {
    server.say(bytes.toString('base64'))
    const { picture } = await port.paint(painting())
    t.ok(picture.kind === 'bytes' && Buffer.compare(picture.bytes, bytes) === 0, `${bytes.length} bytes`)
  }
})

t.test('A model name that is none is not passed on', async (t) => {
  const server = await geminiImageServer(t)
  const { port } = await open('gemini', server.env)
  const data = (await pngOf()).toString('base64')
  for (const modelVersion of ['canary\n', '', 'x'.repeat(201), undefined]) {
    server.script = [{ body: { modelVersion, candidates: [{ content: { parts: [{ inlineData: { data } }] } }] } }]
    t.equal((await port.paint(painting())).model, 'gemini-3.1-flash-image')
  }
})

t.test('gemini paints where it is configured, and the painter stands behind it', async (t) => {
  const chosen = async (settings: Record<string, string>) =>
    (await openPorts({ imaging }, readEnv(settings), portContext())).capabilities()[0]
  const upgrades = [{ adapter: 'gemini', variables: ['GEMINI_API_KEY'] }]
  t.match(await chosen({}), { adapter: 'embedded', embedded: true, fallbacks: [], upgrades })
  t.match(await chosen({ GEMINI_API_KEY: 'k' }), { adapter: 'gemini', embedded: false, fallbacks: ['embedded'] })
})
