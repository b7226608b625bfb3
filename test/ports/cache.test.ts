import t, { type Test } from 'tap'
import { memoryCache } from '../../src/ports/cache/embedded.ts'
import type { Cache } from '../../src/ports/cache/port.ts'
import { redisCache } from '../../src/ports/cache/redis.ts'
import { systemClock } from '../../src/process/clock.ts'
import { turnedClock } from '../fixtures/clock.ts'
import { portContext } from '../fixtures/port-context.ts'
import { noValkey, startValkey, until } from '../fixtures/valkey.ts'

const soon = 120
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** What every adapter does, whoever serves it. */
async function keepsTheContract(t: Test, open: (t: Test) => Promise<Cache>) {
  t.test('A key that was never set, or was deleted, has no value', async (t) => {
    const cache = await open(t)
    t.equal(await cache.get('never'), undefined)
    await cache.delete('never')
    await cache.set('gone', 'x', 60_000)
    await cache.delete('gone')
    t.equal(await cache.get('gone'), undefined)
  })

  t.test('A value comes back as it is until its time is over', async (t) => {
    const cache = await open(t)
    for (const value of ['', 'text', '[1]', 'ü €', 'x'.repeat(100_000)]) {
      await cache.set('key', value, 60_000)
      t.equal(await cache.get('key'), value)
    }
    await cache.set('short', 'x', soon)
    t.equal(await cache.get('short'), 'x')
    await sleep(soon * 2)
    t.equal(await cache.get('short'), undefined)
  })

  t.test('Keys do not touch each other, whatever they are called', async (t) => {
    const cache = await open(t)
    for (const key of ['a', 'a:b', '__proto__', 'constructor', 'ü']) await cache.set(key, key, 60_000)
    for (const key of ['a', 'a:b', '__proto__', 'constructor', 'ü']) t.equal(await cache.get(key), key)
    await cache.count('a', 60_000)
    t.equal(await cache.get('a:b'), 'a:b')
  })

  t.test('A counter counts each call once, however many come at the same time', async (t) => {
    const cache = await open(t)
    const counts = await Promise.all(Array.from({ length: 200 }, () => cache.count('many', 60_000)))
    t.strictSame(
      counts.map(({ count }) => count).sort((a, b) => a - b),
      Array.from({ length: 200 }, (_, index) => index + 1),
    )
    for (const { ttlMs } of counts) t.ok(ttlMs > 0 && ttlMs <= 60_000)
    t.equal((await cache.count('other', 60_000)).count, 1)
    t.equal((await cache.count('other', 60_000, 41)).count, 42, 'or as many as are named')
  })

  t.test('The window of a counter begins with its first count and ends in time', async (t) => {
    const cache = await open(t)
    t.equal((await cache.count('window', soon)).count, 1)
    await sleep(soon / 3)
    const second = await cache.count('window', soon)
    t.ok(second.count === 1 || second.ttlMs < soon, 'a further count does not prolong it')
    await sleep(soon * 2)
    t.equal((await cache.count('window', soon)).count, 1)
  })

  t.test('It says that it is well, and closes twice without a fault', async (t) => {
    const cache = await open(t)
    t.equal(cache.state(), 'ok')
    t.equal((await cache.count('shared', 60_000)).count, 1)
    await cache.close()
    await cache.close()
  })
}

t.test('memory keeps the contract of the cache', (t) => keepsTheContract(t, async () => memoryCache(systemClock)))

t.test('Memory does not grow without end', async (t) => {
  const cache = memoryCache({ elapsed: () => 0 })
  for (let index = 0; index < 30_000; index++) await cache.set(`key ${index}`, 'x', 60_000)
  t.equal(await cache.get('key 0'), undefined, 'the oldest went')
  t.equal(await cache.get('key 29999'), 'x')
})

t.test('redis keeps the contract of the cache', { skip: noValkey }, async (t) => {
  const server = await startValkey(t)
  await keepsTheContract(t, async (t) => {
    await server.client.flushall()
    const cache = await redisCache(server.url, portContext())
    t.teardown(() => cache.close())
    return cache
  })
})

t.test('A counter that lost its end gets one again', { skip: noValkey }, async (t) => {
  const server = await startValkey(t)
  const cache = await redisCache(server.url, portContext())
  t.teardown(() => cache.close())
  await server.client.set('lorekeep:count:stuck', 7)
  const { count, ttlMs } = await cache.count('stuck', 1_000)
  t.equal(count, 8)
  t.ok(ttlMs > 0 && ttlMs <= 1_000)
})

t.test('A key of another type, a full or a read-only server throws nothing', { skip: noValkey }, async (t) => {
  const server = await startValkey(t)
  const cache = await redisCache(server.url, portContext())
  t.teardown(() => cache.close())
  await server.client.rpush('lorekeep:list', 'x')
  t.equal(await cache.get('list'), undefined)
  await server.client.set('lorekeep:count:odd', 'text')
  t.match(await cache.count('odd', 1_000), { count: 2 })
  t.equal(cache.state(), 'ok', 'one odd key is not the loss of the server')

  await server.client.config('SET', 'maxmemory', '1')
  await cache.set('full', 'x', 1_000)
  t.equal(await cache.get('full'), 'x', 'memory stands in')
  await server.client.config('SET', 'maxmemory', '0')
  await until(() => cache.state() === 'ok', 'it is well again')
  await server.client.flushall()
  t.equal(await cache.get('full'), undefined)
})

for (const [how, lose, restore] of [
  ['killed', 'kill', 'start'],
  ['frozen', 'freeze', 'thaw'],
] as const) {
  t.test(
    `A server that is ${how} is replaced by memory, and used again when it is back`,
    { skip: noValkey },
    async (t) => {
      const server = await startValkey(t)
      const warnings: string[] = []
      const cache = await redisCache(server.url, portContext(warnings))
      t.teardown(() => cache.close())
      t.match(await cache.count('k', 60_000), { count: 1 })
      await server[lose]()
      await cache.get('notices')
      const startedAt = performance.now()
      t.match(await cache.count('k', 60_000), { count: 2 }, 'alone, this process counts each twice')
      t.match(await cache.count('k', 60_000, 3), { count: 8 })
      await cache.set('mine', 'x', 60_000)
      t.equal(await cache.get('mine'), 'x')
      t.comment(`three calls took ${Math.round(performance.now() - startedAt)} ms`)
      t.equal(cache.state(), 'degraded')
      await server[restore]()
      await until(() => cache.state() === 'ok', 'it is back')
      t.match(await cache.count('k2', 60_000), { count: 1 })
      t.notMatch(warnings.join(), 'canary', 'no warning tells the password')
      t.strictSame(
        warnings.map((it) => it.replace(/\(.*\)/, '(…)')),
        ["Redis is lost (…); this process's memory stands in", 'Redis is back'],
      )
    },
  )
}

t.test(
  'A server that is away at the start, or refuses the password, is no reason not to start',
  { skip: noValkey },
  async (t) => {
    const server = await startValkey(t)
    const wrong = server.url.replace('canary-valkey-password', 'canary-wrong-password')
    for (const url of ['redis://127.0.0.1:9', wrong]) {
      const warnings: string[] = []
      const cache = await redisCache(url, portContext(warnings))
      t.match(await cache.count('k', 60_000), { count: 2 })
      t.equal(cache.state(), 'degraded')
      t.match(warnings[0], 'Redis is lost')
      t.notMatch(warnings.join(), 'canary')
      await cache.close()
    }
  },
)

t.test(
  'A server that answers and takes no writes is lost: one log line a minute, until it takes them again',
  { skip: noValkey },
  async (t) => {
    const server = await startValkey(t)
    const warnings: string[] = []
    const time = turnedClock()
    const cache = await redisCache(server.url, portContext(warnings, time.clock))
    t.teardown(() => cache.close())
    t.equal(cache.state(), 'ok')
    // Without a replica that follows, it refuses each write with NOREPLICAS; PING is answered all the time.
    await server.client.config('SET', 'min-replicas-to-write', '1')
    t.match(await cache.count('k', 60_000), { count: 2 }, 'memory stands in')
    t.equal(cache.state(), 'degraded')
    // Two probes.
    await sleep(2_200)
    t.equal(await server.client.ping(), 'PONG')
    t.equal(cache.state(), 'degraded')
    await cache.set('mine', 'x', 60_000)
    t.equal(await cache.get('mine'), 'x')
    t.strictSame(warnings, ["Redis is lost (NOREPLICAS); this process's memory stands in"])
    await server.client.config('SET', 'min-replicas-to-write', '0')
    await until(() => cache.state() === 'ok', 'it is back')
    t.match(await cache.count('k', 60_000), { count: 1 })
    t.strictSame(warnings.slice(1), ['Redis is back'])

    // It comes and goes: no further line within the minute.
    await server.client.config('SET', 'min-replicas-to-write', '1')
    await cache.count('k', 60_000)
    t.equal(cache.state(), 'degraded')
    t.equal(warnings.length, 2)
    time.now += 60_000
    await until(() => warnings.length === 3, 'the next probe says it again')
  },
)
