import t, { type Test } from 'tap'
import { type World, world } from '../fixtures/world.ts'

const production = {
  APP_ENV: 'production',
  ALLOWED_ORIGINS: 'https://game.lorekeep.test, https://lorekeep.test:8443',
  ADMIN_TOKEN: 'a-token-of-the-operator-in-this-test',
  GEMINI_API_KEY: 'k-of-gemini-in-these-tests',
}
const strangers = [
  'https://evil.test',
  'https://game.lorekeep.test.evil.test',
  'https://evilgame.lorekeep.test',
  'https://sub.game.lorekeep.test',
  'http://game.lorekeep.test',
  'https://game.lorekeep.test:8443',
  'https://lorekeep.test',
  'https://GAME.lorekeep.test',
  'https://game.lorekeep.test/',
  'null',
  '*',
  '',
  'file://',
]

const simple = ({ app }: World, origin: string, url = '/livez') => app.inject({ url, headers: { origin } })
const preflight = ({ app }: World, origin: string, method = 'PUT', url = '/api/v1/save') =>
  app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': method } })

async function isStranger(t: Test, it: World, origin: string) {
  for (const reply of [await simple(it, origin), await simple(it, origin, '/nope'), await preflight(it, origin)]) {
    t.equal(reply.headers['access-control-allow-origin'], undefined, origin)
  }
}

async function isWelcome(t: Test, it: World, origin: string) {
  for (const url of ['/livez', '/nope', '/api/v1/load/none']) {
    const reply = await simple(it, origin, url)
    t.equal(reply.headers['access-control-allow-origin'], origin, `${origin} ${url}`)
    t.match(reply.headers.vary, /origin/i)
    t.equal(reply.headers['access-control-allow-credentials'], 'true')
    t.match(reply.headers['access-control-expose-headers'], /etag.*x-request-id/i)
  }
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const reply = await preflight(it, origin, method)
    t.equal(reply.statusCode, 204)
    t.equal(reply.headers['access-control-allow-origin'], origin)
  }
}

/** World's databases are SQLite's here; production's own requirement of Postgres is tested with the configuration. */
const inProduction = (t: Test, settings: Record<string, string> = {}) =>
  world(t, 'postgres', { ...production, ...settings })

t.test('In production, an origin that is not on the list gets no leave, however alike it looks', async (t) => {
  const it = await inProduction(t)
  for (const origin of [...strangers, 'http://localhost:3000', 'http://127.0.0.1:5173']) await isStranger(t, it, origin)
})

t.test('In local mode, only this machine is welcome besides the list', async (t) => {
  const it = await world(t, 'sqlite')
  const alike = [
    'http://localhost.evil.test',
    'http://127.0.0.1.evil.test',
    'http://127x0x0x1:80',
    'http://localhost:3000.evil.test',
    'http://localhost:3000/',
    'http://evil-localhost:3000',
    'http://127.0.0.2',
  ]
  for (const origin of [...strangers, ...alike]) await isStranger(t, it, origin)
  for (const origin of [
    'http://localhost:3000',
    'http://localhost',
    'https://localhost:8443',
    'http://127.0.0.1:5173',
  ]) {
    await isWelcome(t, it, origin)
  }
  await isWelcome(
    t,
    await world(t, 'sqlite', { ALLOWED_ORIGINS: production.ALLOWED_ORIGINS }),
    'https://game.lorekeep.test',
  )
})

t.test('In production, the origins on the list are welcome with every method and header of ours', async (t) => {
  const it = await inProduction(t)
  for (const origin of ['https://game.lorekeep.test', 'https://lorekeep.test:8443']) await isWelcome(t, it, origin)
  const { headers } = await preflight(it, 'https://game.lorekeep.test')
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    t.match(headers['access-control-allow-methods'], method)
  }
  for (const name of [
    'authorization',
    'content-type',
    'idempotency-key',
    'if-match',
    'if-none-match',
    'x-request-id',
    'x-session-id',
  ]) {
    t.match(String(headers['access-control-allow-headers']).toLowerCase(), name)
  }
  t.ok(Number(headers['access-control-max-age']) > 0)
})

t.test('A preflight succeeds without a token, and on an address that is not there', async (t) => {
  const it = await inProduction(t)
  t.equal((await preflight(it, 'https://game.lorekeep.test', 'GET', '/nope')).statusCode, 204)
})

t.test('Every answer carries the security headers, a refusal too', async (t) => {
  const it = await inProduction(t)
  for (const url of ['/', '/livez', '/nope', '/docs', '/api/v1/load/none', '/openapi.json']) {
    const { headers } = await it.app.inject(url)
    t.match(headers['content-security-policy'], /default-src 'none'/)
    t.notMatch(headers['content-security-policy'], /script-src[^;]*unsafe/)
    t.match(headers['content-security-policy'], /frame-ancestors 'none'/)
    t.equal(headers['x-content-type-options'], 'nosniff')
    t.equal(headers['referrer-policy'], 'no-referrer')
    t.match(headers['strict-transport-security'], /max-age=\d{8}/)
    t.equal(headers['x-powered-by'], undefined)
    t.equal(headers.server, undefined)
  }
  const local = await (await world(t, 'sqlite')).app.inject('/')
  t.equal(local.headers['strict-transport-security'], undefined, 'a laptop does not promise TLS')
})
