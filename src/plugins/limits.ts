import rateLimit, { type FastifyRateLimitOptions, type FastifyRateLimitStore } from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { refuse } from '../errors.ts'
import { callerOf } from '../http/route.ts'

const MINUTE_MS = 60_000

type Count = { count: number; ttlMs: number; shared: boolean }

export interface LimitOptions {
  perMinute: number
  /** Counts one more under a key; `shared` is false while this process has to count alone. */
  count(key: string, windowMs: number): Count | Promise<Count>
}

/** The limiter's store on the cache: counts are shared wherever the cache is. */
function storeOn(count: LimitOptions['count']) {
  return class Store implements FastifyRateLimitStore {
    readonly #name: string

    constructor(_options: FastifyRateLimitOptions, name = 'all') {
      this.#name = name
    }

    incr(key: string, done: Parameters<FastifyRateLimitStore['incr']>[1], windowMs: number) {
      // Alone, an instance cannot see what the others let through: each request then counts twice.
      const answer = ({ count, ttlMs, shared }: Count) =>
        done(null, { current: shared ? count : count * 2, ttl: ttlMs })
      const counted = count(`limit:${this.#name}:${key}`, windowMs)
      if (counted instanceof Promise) counted.then(answer, done)
      else answer(counted)
    }

    child(route: Parameters<FastifyRateLimitStore['child']>[0]) {
      const { routeInfo } = route as typeof route & { routeInfo: { method?: unknown; url?: string } }
      return new Store({}, `${routeInfo.method} ${routeInfo.url}`)
    }
  }
}

/** How much one caller may ask. Must be awaited before routes are registered. */
export async function limits(app: FastifyInstance, { perMinute, count }: LimitOptions) {
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: MINUTE_MS,
    enableDraftSpec: true,
    keyGenerator: callerOf,
    store: storeOn(count) as never,
    errorResponseBuilder: (_request, { max, ttl }) => {
      const seconds = Math.ceil(ttl / 1000)
      return refuse('too-many-requests', {
        message: `You may send ${max} requests a minute; try again in ${seconds} s.`,
      })
    },
  })
}
