import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { rateLimitKey } from '../http/principal.ts'

interface Use {
  isAllowed: boolean
  limit: number
  remaining: number
  resetMs: number
}

export interface LimitOptions {
  /** Counts one more request of a caller. */
  use(caller: string): Use | Promise<Use>
  refusalOf(use: Pick<Use, 'limit' | 'resetMs'>): Error
}

/** Key for @fastify/rate-limit: the count of the request, made before, so that its store does not count again. */
type Counted = { use: Use | Promise<Use> }

class CountedStore implements FastifyRateLimitStore {
  incr(key: unknown, done: Parameters<FastifyRateLimitStore['incr']>[1]) {
    Promise.resolve((key as Counted).use).then(
      ({ isAllowed, limit, remaining, resetMs }) =>
        done(null, { current: isAllowed ? limit - remaining : limit + 1, ttl: resetMs }),
      (error) => done(error),
    )
  }

  child() {
    return this
  }
}

/** Requests that one caller may send in a minute, over all routes. Must be awaited before routes are registered. */
export async function limits(app: FastifyInstance, { use, refusalOf }: LimitOptions) {
  const counted = new WeakMap<FastifyRequest, Counted>()
  await app.register(rateLimit, {
    global: false,
    max: async (request) => (await (counted.get(request) as Counted).use).limit,
    enableDraftSpec: true,
    keyGenerator: (request) => counted.get(request) as never,
    store: CountedStore as never,
    errorResponseBuilder: (_request, { max, ttl }) => refusalOf({ limit: max, resetMs: ttl }),
  })
  const limit = app.rateLimit() as unknown as (request: FastifyRequest, reply: FastifyReply) => Promise<void>

  function limitRequest(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) {
    if (request.routeOptions.config.rateLimit === false) return done()
    const used = use(rateLimitKey(request))
    // @fastify/rate-limit is asynchronous: a request that is counted synchronously bypasses it and continues in the same turn.
    if (used instanceof Promise || !used.isAllowed) {
      counted.set(request, { use: used })
      limit(request, reply).then(() => done(), done)
    } else {
      reply.header('ratelimit-limit', used.limit)
      reply.header('ratelimit-remaining', used.remaining)
      reply.header('ratelimit-reset', Math.ceil(used.resetMs / 1000))
      done()
    }
  }
  app.decorate('limitRequest', limitRequest)
  app.addHook('onRequest', limitRequest)
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a request that reaches no hook; calls `done` with a refusal when the caller exceeds the limit. */
    limitRequest(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void
  }
}
