import t, { type Test } from 'tap'
import { isProblem } from '../fixtures/problem.ts'
import { type World, world } from '../fixtures/world.ts'

const production = {
  APP_ENV: 'production',
  ALLOWED_ORIGINS: 'https://game.lorekeep.test, https://lorekeep.test:8443',
  ADMIN_TOKEN: 'a-token-of-the-operator-in-this-test',
  GEMINI_API_KEY: 'k-of-gemini-in-these-tests',
  EMBEDDED_OK: 'blobs',
}
const foreign = [
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

async function isRefused(t: Test, it: World, origin: string) {
  for (const reply of [await simple(it, origin), await simple(it, origin, '/nope'), await preflight(it, origin)]) {
    t.equal(reply.headers['access-control-allow-origin'], undefined, origin)
  }
}

async function isAllowed(t: Test, it: World, origin: string) {
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

t.test('In production, an origin that is not on the list is refused, however alike it looks', async (t) => {
  const it = await inProduction(t)
  for (const origin of [...foreign, 'http://localhost:3000', 'http://127.0.0.1:5173']) await isRefused(t, it, origin)
})

t.test('In local mode, only this machine and its network are allowed besides the list', async (t) => {
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
  const far = [
    'http://192.169.1.2',
    'http://172.32.0.1:3000',
    'http://11.0.0.1',
    'http://10.0.0.1.evil.test',
    'http://[2001:db8::1]',
  ]
  for (const origin of [...foreign.filter((origin) => origin !== 'null'), ...alike, ...far])
    await isRefused(t, it, origin)
  for (const origin of [
    'http://localhost:3000',
    'http://localhost',
    'https://localhost:8443',
    'http://127.0.0.1:5173',
    'http://[::1]:3000',
    'http://192.168.1.20:5173',
    'http://10.1.2.3',
    'https://172.20.0.7:3000',
    'http://[fd12:3456::7]:5173',
  ]) {
    await isAllowed(t, it, origin)
  }
  await isAllowed(
    t,
    await world(t, 'sqlite', { ALLOWED_ORIGINS: production.ALLOWED_ORIGINS }),
    'https://game.lorekeep.test',
  )
})

t.test('In production, the origins on the list are allowed with every method and header of ours', async (t) => {
  const it = await inProduction(t)
  for (const origin of ['https://game.lorekeep.test', 'https://lorekeep.test:8443']) await isAllowed(t, it, origin)
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

t.test('Apps in a web view are allowed under the scheme of their shell when it is listed', async (t) => {
  const it = await inProduction(t, { ALLOWED_ORIGINS: 'capacitor://localhost,tauri://localhost' })
  for (const origin of ['capacitor://localhost', 'tauri://localhost']) await isAllowed(t, it, origin)
  await isRefused(t, it, 'ionic://localhost')
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

t.test('In local mode a page that was opened from a file may read and write, without cookies', async (t) => {
  const it = await world(t, 'sqlite')
  const reply = await simple(it, 'null')
  t.equal(reply.headers['access-control-allow-origin'], 'null')
  t.equal(reply.headers['access-control-allow-credentials'], undefined)
  t.equal((await restore(it, { origin: 'null', 'sec-fetch-site': 'cross-site' })).statusCode, 404)
})

/** A write without a body, which a page of any site can make a browser send. */
const restore = ({ call }: World, headers: Record<string, string>) =>
  call({ method: 'POST', url: '/api/v1/saves/none/versions/1/restore', headers })

t.test('A write that a page of another site sends is refused, one of an allowed origin is not', async (t) => {
  const it = await inProduction(t)
  const ofOthers: Record<string, string>[] = [
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://sub.game.lorekeep.test', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of ofOthers) {
    isProblem(t, it, await restore(it, headers), 403, 'origin-not-allowed')
    t.equal((await it.call({ url: '/api/v1/load/none', headers })).statusCode, 404, 'a read is answered')
  }
  const own: Record<string, string>[] = [
    {},
    { origin: 'https://game.lorekeep.test', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://api.lorekeep.test', host: 'api.lorekeep.test' },
    { origin: 'https://api.lorekeep.test', host: 'internal:8000', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ]
  for (const headers of own) t.equal((await restore(it, headers)).statusCode, 404, JSON.stringify(headers))
})

t.test('A refused origin is logged once, with the variable that allows it', async (t) => {
  const it = await inProduction(t)
  const lines = () => it.logged.filter((line) => line.includes('ALLOWED_ORIGINS'))
  for (let times = 0; times < 3; times++) await simple(it, 'https://evil.test')
  t.equal(lines().length, 1)
  t.match(lines()[0], 'https://evil.test')
  for (let other = 0; other < 300; other++) await simple(it, `https://evil-${other}.test`)
  t.equal(lines().length, 100, 'a client cannot fill the log')
})

t.test('In local mode only the names of this machine are answered, behind a proxy or in production any', async (t) => {
  const it = await world(t, 'sqlite')
  const load = ({ app }: World, host: string) => app.inject({ url: '/api/v1/load/none', headers: { host } })
  for (const host of ['evil.example', 'evil.example:8000', 'localhost.evil.example', '127.0.0.1.evil.example']) {
    isProblem(t, it, await load(it, host), 421, 'host-not-allowed')
  }
  for (const host of [
    'localhost',
    'LOCALHOST:8000',
    'game.localhost:8000',
    'my-mac.local',
    '127.0.0.1:8000',
    '[::1]:8000',
    '192.168.1.5:8000',
  ])
    t.equal((await load(it, host)).statusCode, 404, host)
  for (const settings of [{ TRUST_PROXY: '1' }, { HOST: '0.0.0.0' }] as Record<string, string>[])
    t.equal((await load(await world(t, 'sqlite', settings), 'lorekeep.internal')).statusCode, 404)
  t.equal((await load(await inProduction(t), 'api.lorekeep.test')).statusCode, 404)
})

t.test('X-Forwarded-For without TRUST_PROXY is warned of once', async (t) => {
  const told = async (settings: Record<string, string>) => {
    const it = await world(t, 'sqlite', settings)
    for (let times = 0; times < 3; times++)
      await it.call({ url: '/livez', headers: { 'x-forwarded-for': '203.0.113.9' } })
    t.notMatch(it.logged.join(), '203.0.113.9')
    return it.logged.filter((line) => line.includes('TRUST_PROXY is not set')).length
  }
  t.equal(await told({}), 1)
  t.equal(await told({ TRUST_PROXY: '1' }), 0)
})
