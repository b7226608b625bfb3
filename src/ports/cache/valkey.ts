import { Redis } from 'ioredis'
import type { Adapter } from '../choose.ts'
import { memoryCache } from './embedded.ts'
import type { Cache, CacheContext, Count } from './port.ts'

/** Everything ends soon: a frozen server costs one request 200 ms, and a lost one nothing. */
const timeouts = { connectTimeout: 1_000, commandTimeout: 200, maxRetriesPerRequest: 1 }

/** Milliseconds between two warnings about the same loss, and between two tries after a timeout. */
const WARN_EVERY_MS = 60_000
const PAUSE_AFTER_FAILURE_MS = 1_000

/** Counts and dates in one step, so that no counter is ever left without an end. */
const countScript = `
local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
return { count, redis.call('pttl', KEYS[1]) }`

/** Valkey or Redis, with this process's memory in its place while it is lost. */
export async function valkeyCache(url: string, context: CacheContext): Promise<Cache> {
  const memory = memoryCache(context)
  const redis = new Redis(url, {
    ...timeouts,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: (tries) => Math.min(tries * 50, 2_000),
    keyPrefix: 'lorekeep:',
  })
  let lost = false
  let retryAt = 0
  let warnAt = 0

  function lose(error: Error) {
    lost = true
    retryAt = context.now() + PAUSE_AFTER_FAILURE_MS
    if (context.now() < warnAt) return
    warnAt = context.now() + WARN_EVERY_MS
    // The message of a connection error may quote the URL; its code does not.
    context.warn(
      `Valkey is lost (${(error as NodeJS.ErrnoException).code ?? error.name}); this process's memory stands in`,
    )
  }

  async function attempt<T>(command: () => Promise<T>, instead: () => Promise<T>): Promise<T> {
    if (redis.status !== 'ready' || (lost && context.now() < retryAt)) return instead()
    try {
      const answer = await command()
      lost = false
      return answer
    } catch (error) {
      lose(error as Error)
      return instead()
    }
  }

  redis.on('error', lose)
  redis.on('ready', () => {
    lost = false
  })
  // A server that is away at boot is no reason not to start.
  await redis.connect().catch(() => {})

  return {
    get: (key) =>
      attempt(
        async () => (await redis.get(key)) ?? undefined,
        () => memory.get(key),
      ),
    set: (key, value, ttlMs) =>
      attempt(
        async () => void (await redis.set(key, value, 'PX', ttlMs)),
        () => memory.set(key, value, ttlMs),
      ),
    delete: (key) =>
      attempt(
        async () => void (await redis.del(key)),
        () => memory.delete(key),
      ),
    count: (key, windowMs) =>
      attempt<Count>(
        async () => {
          const [count, ttlMs] = (await redis.eval(countScript, 1, key, windowMs)) as [number, number]
          return { count, ttlMs: Math.max(ttlMs, 0), shared: true }
        },
        async () => ({ ...(await memory.count(key, windowMs)), shared: false }),
      ),
    state: () => (redis.status === 'ready' && !lost ? 'ok' : 'degraded'),
    close: async () => redis.disconnect(),
  }
}

export const valkey: Adapter<Cache, CacheContext> = {
  name: 'valkey',
  needs: ['REDIS_URL'],
  open: (env, context) => valkeyCache(env.REDIS_URL as string, context),
}
