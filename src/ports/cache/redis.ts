import type { Adapter, PortContext } from '../port.ts'
import { countedAlone } from './counters.ts'
import { memoryCache } from './embedded.ts'
import type { Cache, Count } from './port.ts'

/** Time limits: a server that hangs delays the waiting requests by 200 ms, and later ones not at all. */
const timeouts = { connectTimeout: 1_000, commandTimeout: 200, maxRetriesPerRequest: 1 }

/** Milliseconds between two probes of an unavailable server, and between two log lines about it. */
const PROBE_MS = 1_000
const LOG_MS = 60_000

/** Counts and sets the end of the window in one step: a counter without an end would refuse its caller for ever. */
const countScript = `
local count = redis.call('incrby', KEYS[1], ARGV[2])
local left = redis.call('pttl', KEYS[1])
if left < 0 then
  redis.call('pexpire', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return { count, left }`

/** Errors about one key, which holds another type. Every other error means that the server is unavailable. */
const isFaultOfKey = (error: Error) => /^WRONGTYPE|^ERR value/.test(error.message)

/** The message of a connection error may quote the URL; its code, or the first word of a server's reply, does not. */
const reasonOf = (error: NodeJS.ErrnoException) => error.code ?? /^[A-Z]+(?= )/.exec(error.message)?.[0] ?? error.name

async function connect(url: string) {
  const { Redis } = await import('ioredis')
  return new Redis(url, {
    ...timeouts,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: (tries) => Math.min(tries * 50, 2_000),
    keyPrefix: 'lorekeep:',
  })
}

/** Redis or Valkey, which speak the same; while it is lost, this process's memory stands in. */
export async function redisCache(url: string, { clock, log }: PortContext): Promise<Cache> {
  const memory = memoryCache(clock)
  const client = await connect(url)
  const logRarely = rarely(clock.elapsed, log)
  let isLost = true

  function lose(error: Error) {
    isLost = true
    logRarely('lost', `Redis is lost (${reasonOf(error)}); this process's memory stands in`)
  }

  /** A server may answer and yet take no writes (a replica, a full disk): only a write proves that it is back. */
  async function probe() {
    if (client.status !== 'ready') return
    try {
      await client.set('probe', '1', 'PX', PROBE_MS)
      isLost = false
      logRarely('back', 'Redis is back')
    } catch (error) {
      lose(error as Error)
    }
  }

  // In the background, so that no request waits to find out whether the server is back.
  const probing = setInterval(() => isLost && probe(), PROBE_MS).unref()

  async function attempt<T>(command: () => Promise<T>, standIn: () => T | Promise<T>): Promise<T> {
    if (isLost || client.status !== 'ready') return standIn()
    try {
      return await command()
    } catch (error) {
      if (!isFaultOfKey(error as Error)) lose(error as Error)
      return standIn()
    }
  }

  client.on('error', lose)
  client.on('close', () => lose(Object.assign(new Error(), { code: 'closed' })))
  client.on('ready', probe)
  // The service also starts while the server is unavailable.
  await client.connect().then(probe, () => {})

  return {
    get: (key) =>
      attempt(
        async () => (await client.get(key)) ?? undefined,
        () => memory.get(key),
      ),
    set: (key, value, ttlMs) =>
      attempt(
        async () => void (await client.set(key, value, 'PX', ttlMs)),
        () => memory.set(key, value, ttlMs),
      ),
    delete: (key) =>
      attempt(
        async () => void (await client.del(key)),
        () => memory.delete(key),
      ),
    count: (key, windowMs, amount = 1) =>
      attempt<Count>(
        async () => {
          const counted = await client.eval(countScript, 1, `count:${key}`, windowMs, amount)
          const [count, ttlMs] = counted as [number, number]
          return { count, ttlMs }
        },
        async () => countedAlone(await memory.count(key, windowMs, amount)),
      ),
    state: () => (client.status === 'ready' && !isLost ? 'ok' : 'degraded'),
    close: async () => {
      clearInterval(probing)
      client.removeAllListeners('close')
      client.disconnect()
    },
  }
}

/** Logs a loss at most once a minute, and that it is over only after a loss that was logged. */
function rarely(elapsed: () => number, log: PortContext['log']) {
  let mayLogAt = Number.NEGATIVE_INFINITY
  let isLossLogged = false
  return (event: 'lost' | 'back', message: string) => {
    if (event === 'lost') {
      if (isLossLogged || elapsed() < mayLogAt) return
      mayLogAt = elapsed() + LOG_MS
    } else if (!isLossLogged) return
    isLossLogged = event === 'lost'
    log.warn(message)
  }
}

export const redis: Adapter<Cache> = {
  name: 'redis',
  needs: ['REDIS_URL'],
  open: (env, context) => redisCache(env.REDIS_URL as string, context),
}
