import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { bearerOf } from '../fixtures/users.ts'
import { noValkey, startValkey, until } from '../fixtures/valkey.ts'
import { type World, world } from '../fixtures/world.ts'

const token = 'a-token-of-the-operator-in-this-test'
const few = { RATE_LIMIT_PER_MINUTE: '5', ADMIN_TOKEN: token }

type Headers = Record<string, string>
const load = ({ call }: World, headers: Headers = {}, remoteAddress = '203.0.113.7', url = '/api/v1/load/none') =>
  call({ url, headers, remoteAddress })

/** The statuses of so many requests, one after the other. */
async function statuses(times: number, ask: (index: number) => Promise<LightMyRequestResponse>) {
  const found: number[] = []
  for (let index = 0; index < times; index++) found.push((await ask(index)).statusCode)
  return found
}

t.test('A caller beyond the limit is refused with 429 and the time to wait, and served again after it', async (t) => {
  const it = await world(t, 'sqlite', few)
  t.strictSame(await statuses(6, () => load(it)), [404, 404, 404, 404, 404, 429])
  const reply = await load(it)
  t.match(reply.json(), { status: 'error', code: 429, error: 'too-many-requests', request_id: String })
  t.match(reply.json().message, /5 requests a minute/)
  t.equal(reply.headers['retry-after'], '60')
  t.match(reply.headers, { 'ratelimit-limit': '5', 'ratelimit-remaining': '0', 'ratelimit-reset': '60' })
  it.clock.now += 59_000
  t.equal((await load(it)).headers['retry-after'], '1')
  it.clock.now += 1_000
  const first = await load(it)
  t.equal(first.statusCode, 404)
  t.match(first.headers, { 'ratelimit-limit': '5', 'ratelimit-remaining': '4', 'ratelimit-reset': '60' })
  t.equal(first.headers['retry-after'], undefined)
})

t.test('Wrong tokens are counted, so that they cannot be tried one after the other', async (t) => {
  const it = await world(t, 'sqlite', few)
  const guess = (index: number) => load(it, { authorization: `Bearer guess-${index}` })
  t.strictSame(await statuses(7, guess), [401, 401, 401, 401, 401, 429, 429])
  t.equal((await load(it, { authorization: `Bearer ${token}` })).statusCode, 404, 'the operator is another caller')
})

t.test('A route that is not counted answers a right token and a wrong one alike', async (t) => {
  const it = await world(t, 'sqlite', few)
  for (const url of ['/health', '/livez', '/readyz']) {
    const replies = await Promise.all(
      ['Bearer wrong', `Bearer ${token}`].map((authorization) => load(it, { authorization }, '203.0.113.7', url)),
    )
    t.strictSame(
      replies.map(({ statusCode }) => statusCode),
      [200, 200],
      url,
    )
  }
  const missing = () => load(it, { authorization: 'Bearer wrong' }, '203.0.113.9', '/nope')
  t.strictSame(await statuses(6, missing), [404, 404, 404, 404, 404, 429])
})

t.test(
  'A user has a limit of their own, at whatever address; all users of one address have sixteen together',
  async (t) => {
    const it = await world(t, 'sqlite', few)
    const users = Array.from({ length: 18 }, (_, at) => `01900000-0000-7000-8000-0000000001${at + 10}`)
    const row = await it.deps.db.selectFrom('users').selectAll().executeTakeFirstOrThrow()
    const none = { email: null, email_key: null }
    await it.deps.db
      .insertInto('users')
      .values(users.map((id) => ({ ...row, ...none, id })))
      .execute()
    const ask = (user: number, address = '203.0.113.7') => load(it, bearerOf(users[user] as string), address)
    t.strictSame(await statuses(6, () => ask(0)), [404, 404, 404, 404, 404, 429])
    t.equal((await ask(0, '203.0.113.8')).statusCode, 429, 'another address is no other user')
    const others = await statuses(80, (index) => ask(1 + Math.floor(index / 5)))
    t.strictSame([others.filter((status) => status === 404).length, others.at(-1)], [74, 429])
    t.equal((await ask(17, '203.0.113.9')).statusCode, 404, 'elsewhere there are others')
  },
)

t.test('Unknown addresses are counted', async (t) => {
  const it = await world(t, 'sqlite', few)
  const ask = (index: number) => it.app.inject({ url: `/nope/${index}`, remoteAddress: '203.0.113.7' })
  t.strictSame(await statuses(6, ask), [404, 404, 404, 404, 404, 429])
  t.equal((await it.app.inject({ method: 'PUT', url: '/health', remoteAddress: '203.0.113.7' })).statusCode, 429)
})

t.test('A preflight, an expectation and an address that cannot be read are counted as well', async (t) => {
  const it = await world(t, 'sqlite', few)
  const requests: [string, object][] = [
    ['OPTIONS', { method: 'OPTIONS', url: '/api/v1/save' }],
    ['expectation', { url: '/api/v1/load/none', headers: { expect: 'miracles' } }],
    ['address', { url: '/%zz' }],
    ['long address', { url: `/api/v1/load/${'a'.repeat(1_500)}` }],
  ]
  for (const [index, [name, request]] of requests.entries()) {
    const ask = () => it.app.inject({ ...request, remoteAddress: `203.0.113.${index}` })
    const found = await statuses(6, ask)
    t.strictSame(found.slice(0, 5).includes(429), false, name)
    t.equal(found[5], 429, name)
  }
})

t.test('Probes are never refused', async (t) => {
  const it = await world(t, 'sqlite', few)
  for (const url of ['/health', '/livez', '/readyz']) {
    t.strictSame(new Set(await statuses(20, () => load(it, {}, '203.0.113.7', url))), new Set([200]))
  }
})

t.test('Each IPv4 address is a caller, and of IPv6 each /64', async (t) => {
  const it = await world(t, 'sqlite', few)
  t.strictSame(await statuses(6, (index) => load(it, {}, `203.0.113.${index}`)), [404, 404, 404, 404, 404, 404])
  const neighbours = (index: number) => load(it, {}, `2001:db8:1:2::${index}`)
  t.strictSame(await statuses(6, neighbours), [404, 404, 404, 404, 404, 429])
  t.equal((await load(it, {}, '2001:db8:1:3::1')).statusCode, 404)
})

t.test('A network of IPv6 (/48) has sixteen times the limit of one caller in it (/64)', async (t) => {
  const it = await world(t, 'sqlite', few)
  const owner = (index: number) => load(it, {}, `2001:db8:1:${index.toString(16)}::1`)
  const found = await statuses(82, owner)
  t.strictSame(new Set(found.slice(0, 80)), new Set([404]))
  t.strictSame(found.slice(80), [429, 429], 'a new address of the same network has no new limit')
  const refused = await load(it, {}, '2001:db8:1:ffff::1')
  t.match(refused.headers, { 'ratelimit-limit': '80', 'ratelimit-remaining': '0', 'retry-after': '60' })
  t.equal((await load(it, {}, '2001:db8:2::1')).statusCode, 404)
})

t.test('A caller over the limit is not forgotten when many others come', async (t) => {
  const it = await world(t, 'sqlite', few)
  t.strictSame(await statuses(6, () => load(it)), [404, 404, 404, 404, 404, 429])
  for (let caller = 0; caller < 100_000; caller++) it.deps.limits.use('requests', `flood ${caller}`)
  t.equal((await load(it)).statusCode, 429)
})

t.test('X-Forwarded-For changes nothing unless a proxy is trusted', async (t) => {
  const it = await world(t, 'sqlite', few)
  const spoof = (index: number) =>
    load(it, { 'x-forwarded-for': `198.51.100.${index}`, forwarded: `for=198.51.100.${index}` })
  t.strictSame(await statuses(6, spoof), [404, 404, 404, 404, 404, 429])
})

for (const trusted of ['1', '203.0.113.0/24']) {
  t.test(
    `With TRUST_PROXY=${trusted} the address before the proxy is counted, and nothing that a client wrote`,
    async (t) => {
      const it = await world(t, 'sqlite', { ...few, TRUST_PROXY: trusted })
      const through = (index: number) => load(it, { 'x-forwarded-for': `10.9.8.${index}, 198.51.100.1` })
      t.strictSame(await statuses(6, through), [404, 404, 404, 404, 404, 429])
      t.equal((await load(it, { 'x-forwarded-for': '198.51.100.2' })).statusCode, 404)
    },
  )
}

t.test('X-Forwarded-For of a proxy that is not on the list changes nothing', async (t) => {
  const it = await world(t, 'sqlite', { ...few, TRUST_PROXY: '10.0.0.0/8, fd00::/8' })
  const spoof = (index: number) => load(it, { 'x-forwarded-for': `198.51.100.${index}` })
  t.strictSame(await statuses(6, spoof), [404, 404, 404, 404, 404, 429])
})

t.test('Instances that share a Valkey count together', { skip: noValkey }, async (t) => {
  const { url, client } = await startValkey(t)
  const [one, other] = [
    await world(t, 'sqlite', { ...few, REDIS_URL: url }),
    await world(t, 'sqlite', { ...few, REDIS_URL: url }),
  ]
  const found = await statuses(8, (index) => load(index % 2 ? one : other))
  t.strictSame(found, [404, 404, 404, 404, 404, 429, 429, 429])
  await client.flushall()
  t.equal((await load(one)).statusCode, 404, 'counters that are deleted begin anew')
})

for (const [how, lose, restore] of [
  ['killed', 'kill', 'start'],
  ['frozen', 'freeze', 'thaw'],
] as const) {
  t.test(
    `A Valkey that is ${how} costs no answer, and leaves a stricter limit until it is back`,
    { skip: noValkey },
    async (t) => {
      const server = await startValkey(t)
      const it = await world(t, 'sqlite', { ...few, RATE_LIMIT_PER_MINUTE: '20', REDIS_URL: server.url })
      t.equal((await load(it)).statusCode, 404)
      await server[lose]()
      let slowest = 0
      const found = await statuses(15, async () => {
        const startedAt = performance.now()
        const reply = await load(it)
        slowest = Math.max(slowest, performance.now() - startedAt)
        return reply
      })
      t.comment(`the slowest request took ${Math.round(slowest)} ms`)
      t.strictSame(new Set(found), new Set([404, 429]), 'no 5xx')
      t.equal(found.filter((status) => status === 404).length, 10, 'half of what all together may ask')
      t.match((await it.call({ url: '/health' })).json(), { status: 'degraded', redis: 'disconnected' })
      await server[restore]()
      await until(() => it.deps.cache.state() === 'ok', 'it is back')
      t.equal((await load(it)).statusCode, 404, 'the shared count holds again')
      t.notMatch(it.logged.join(''), 'canary-valkey-password')
    },
  )
}
