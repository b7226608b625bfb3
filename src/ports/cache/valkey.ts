import type { Adapter } from '../open.ts'
import type { PortContext } from '../port.ts'
import { memoryCache } from './embedded.ts'
import type { Cache, Count } from './port.ts'

/** Everything ends soon: a frozen server costs the requests that just wait for it 200 ms, and those after them nothing. */
const timeouts = { connectTimeout: 1_000, commandTimeout: 200, maxRetriesPerRequest: 1 }

/** Milliseconds between two looks whether it is back, and between two warnings about the same trouble. */
const LOOK_EVERY_MS = 1_000
const WARN_EVERY_MS = 60_000

/** Counts and dates in one step, so that no counter is ever left without an end. */
const countScript = `
local count = redis.call('incr', KEYS[1])
local left = redis.call('pttl', KEYS[1])
if left < 0 then
  redis.call('pexpire', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return { count, left }`

/** Valkey or Redis, with this process's memory in its place while it is lost. */
export async function valkeyCache(url: string, { clock, log }: PortContext): Promise<Cache> {
  const memory = memoryCache(clock)
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    ...timeouts,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: (tries) => Math.min(tries * 50, 2_000),
    keyPrefix: 'lorekeep:',
  })
  let lost = false
  let warnAt = Number.NEGATIVE_INFINITY

  function lose(error: Error) {
    lost = true
    if (clock.elapsed() < warnAt) return
    warnAt = clock.elapsed() + WARN_EVERY_MS
    // The message of a connection error may quote the URL; its code does not.
    const code = (error as NodeJS.ErrnoException).code ?? error.name
    log.warn(`Valkey is lost (${code}); this process's memory stands in`)
  }

  function found() {
    if (lost) log.warn('Valkey is back')
    lost = false
    warnAt = Number.NEGATIVE_INFINITY
  }

  // No request pays for finding out: only this asks a server that is lost.
  const look = setInterval(() => {
    if (lost && redis.status === 'ready') redis.ping().then(found, () => {})
  }, LOOK_EVERY_MS)
  look.unref()

  async function attempt<T>(command: () => Promise<T>, instead: () => Promise<T>): Promise<T> {
    if (lost || redis.status !== 'ready') return instead()
    try {
      return await command()
    } catch (error) {
      // A key of another type is that key's trouble; everything else is the server's.
      if (!/^WRONGTYPE|^ERR value/.test((error as Error).message)) lose(error as Error)
      return instead()
    }
  }

  redis.on('error', lose)
  redis.on('close', () => lose(Object.assign(new Error(), { code: 'closed' })))
  redis.on('ready', found)
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
          const [count, ttlMs] = (await redis.eval(countScript, 1, `count:${key}`, windowMs)) as [number, number]
          return { count, ttlMs, shared: true }
        },
        async () => ({ ...(await memory.count(key, windowMs)), shared: false }),
      ),
    state: () => (redis.status === 'ready' && !lost ? 'ok' : 'degraded'),
    close: async () => {
      clearInterval(look)
      redis.removeAllListeners('close')
      redis.disconnect()
    },
  }
}

export const valkey: Adapter<Cache> = {
  name: 'valkey',
  needs: ['REDIS_URL'],
  open: (env, context) => valkeyCache(env.REDIS_URL as string, context),
}
