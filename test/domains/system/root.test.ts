import t from 'tap'
import packageJson from '../../../package.json' with { type: 'json' }
import { onBoth, world } from '../../fixtures/world.ts'

onBoth(t, 'readCapabilities says who serves what, and names what would upgrade it without a value', async (t, it) => {
  const reply = await it.call({ url: '/api/v1/system/capabilities' })
  t.equal(reply.statusCode, 200)
  const [database, blobs, cache, directions, imaging, inference, listening, speaking, telephony, weather, jobs] =
    reply.json().items
  t.match(database, { capability: 'database', adapter: it.engine, embedded: it.engine === 'sqlite', state: 'ok' })
  t.strictSame(blobs, {
    capability: 'blobs',
    adapter: 'file-system',
    embedded: true,
    embedded_ok: false,
    state: 'ok',
    fallbacks: [],
    upgrades: [{ adapter: 's3', variables: ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] }],
  })
  t.match(cache, {
    capability: 'cache',
    adapter: 'memory',
    embedded: true,
    state: 'ok',
    upgrades: [{ adapter: 'redis', variables: ['REDIS_URL'] }],
  })
  t.match(directions, {
    capability: 'directions',
    adapter: 'built-in',
    embedded: true,
    state: 'ok',
    upgrades: [{ adapter: 'google', variables: ['GOOGLE_API_KEY'] }],
  })
  t.match(weather, {
    capability: 'weather',
    adapter: 'built-in',
    embedded: true,
    state: 'ok',
    upgrades: [{ adapter: 'openweather', variables: ['OPENWEATHER_KEY'] }],
  })
  t.match(imaging, {
    capability: 'imaging',
    adapter: 'embedded',
    embedded: true,
    state: 'ok',
    upgrades: [{ adapter: 'gemini', variables: ['GEMINI_API_KEY'] }],
  })
  t.strictSame(inference, {
    capability: 'inference',
    adapter: 'built-in',
    embedded: true,
    embedded_ok: false,
    state: 'ok',
    fallbacks: [],
    upgrades: [
      { adapter: 'smartinference', variables: ['RAINDROP_API_URL', 'RAINDROP_API_KEY'] },
      { adapter: 'gemini', variables: ['GEMINI_API_KEY'] },
    ],
  })
  t.match(listening, {
    capability: 'listening',
    adapter: 'embedded',
    embedded: true,
    upgrades: [{ adapter: 'deepgram', variables: ['DEEPGRAM_API_KEY'] }],
  })
  t.match(speaking, {
    capability: 'speaking',
    adapter: 'flite',
    embedded: true,
    upgrades: [
      { adapter: 'elevenlabs', variables: ['ELEVENLABS_API_KEY'] },
      { adapter: 'deepgram', variables: ['DEEPGRAM_API_KEY'] },
    ],
  })
  t.strictSame(telephony, {
    capability: 'telephony',
    adapter: 'simulated',
    embedded: true,
    embedded_ok: false,
    state: 'ok',
    fallbacks: [],
    upgrades: [
      {
        adapter: 'twilio',
        variables: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM_NUMBER', 'PUBLIC_URL'],
      },
    ],
  })
  t.strictSame(jobs, {
    capability: 'jobs',
    adapter: it.engine === 'sqlite' ? 'in-process' : 'pg-boss',
    embedded: it.engine === 'sqlite',
    embedded_ok: false,
    state: 'ok',
    fallbacks: [],
    upgrades: it.engine === 'sqlite' ? [{ adapter: 'pg-boss', variables: ['DATABASE_URL'] }] : [],
  })
  t.notOk(reply.body.includes(it.env.DATABASE_URL as string))
  if (it.engine === 'postgres') t.notOk(reply.body.includes(new URL(it.env.DATABASE_URL as string).password))
  t.strictSame(
    (await it.call({ url: '/api/system/capabilities' })).json(),
    reply.json(),
    'without a version it means v1',
  )
})

t.test('readRoot is JSON for a program and a page for a browser', async (t) => {
  const it = await world(t, 'sqlite')
  const json = await it.call({ url: '/' })
  t.match(json.headers['content-type'], /^application\/json/)
  t.strictSame(json.json(), {
    name: 'Lorekeep',
    version: packageJson.version,
    status: 'running',
    docs: '/docs',
    health: '/health',
    openapi: '/openapi.yaml',
  })

  const page = await it.call({
    url: '/',
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', origin: 'http://localhost:3000' },
  })
  t.match(page.headers['content-type'], /^text\/html/)
  t.match(page.headers.vary, /origin/i)
  t.match(page.headers.vary, /accept/i)
  t.match(page.body, /<h1>.*Lorekeep/s)
  t.match(page.body, 'REDIS_URL')
  for (const address of ['/docs', '/redoc', '/openapi.yaml', '/health']) {
    t.match(page.body, `href="${address}"`)
    t.equal((await it.app.inject(address)).statusCode, 200, address)
  }
})

t.test('readRoot and readCapabilities tell who steps in, and when a model is left alone', async (t) => {
  const it = await world(t, 'sqlite', {
    GEMINI_API_KEY: 'k',
    GEMINI_BASE_URL: 'http://127.0.0.1:9',
    RAINDROP_API_URL: 'http://127.0.0.1:9/v1',
    RAINDROP_API_KEY: 'k',
  })
  const page = async () => (await it.call({ url: '/', headers: { accept: 'text/html' } })).body
  t.match(await page(), /smartinference<small>outside service, then gemini, then built-in<\/small>/)
  const idea = { mission_idea: 'Plant trees', help_mode: 'helpers' }
  for (let at = 0; at < 5; at++) await it.call({ method: 'POST', url: '/api/v1/quests/clarify', payload: idea })
  const { items } = (await it.call({ url: '/api/v1/system/capabilities' })).json()
  t.match(items[4], { capability: 'imaging', adapter: 'gemini', state: 'ok', fallbacks: ['embedded'] })
  t.match(items[5], {
    capability: 'inference',
    adapter: 'smartinference',
    state: 'degraded',
    fallbacks: ['gemini', 'built-in'],
  })
})
