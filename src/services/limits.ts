import type { Env } from '../../schemas/env/index.ts'
import type { Cache, Count } from '../ports/cache/port.ts'

/** What one caller may use in a minute, and the variable that says how much of it. */
const allowances = {
  requests: 'RATE_LIMIT_PER_MINUTE',
  'paid-models': 'MODEL_REQUESTS_PER_MINUTE',
} as const
export type Allowance = keyof typeof allowances

const MINUTE_MS = 60_000

/** How many times the allowance of one caller all callers of its network may use together. */
const NETWORK_FACTOR = 16

export interface Use {
  isAllowed: boolean
  limit: number
  remaining: number
  /** Milliseconds until the whole allowance is there again. */
  resetMs: number
}

/**
 * Counts what callers use, by the same rule for every allowance. A caller is a rate-limit key. One of the form
 * `network/host` is counted with its network too: an owner of a /48 of IPv6 has 65,536 keys.
 */
export interface Limits {
  /** Answers at once when the counter is in this process. */
  use(allowance: Allowance, caller: string, amount?: number): Use | Promise<Use>
}

export function openLimits(cache: Pick<Cache, 'count'>, env: Pick<Env, (typeof allowances)[Allowance]>): Limits {
  return {
    use(allowance, caller, amount = 1) {
      const limit = env[allowances[allowance]]
      const count = (key: string) => cache.count(`limit:${allowance}:${key}`, MINUTE_MS, amount)
      const own = count(caller)
      const slash = caller.indexOf('/')
      if (slash < 0) return own instanceof Promise ? own.then((it) => useOf(it, limit)) : useOf(own, limit)
      const network = count(caller.slice(0, slash))
      return own instanceof Promise || network instanceof Promise
        ? Promise.all([own, network]).then(([own, network]) => narrower(own, network, limit))
        : narrower(own, network, limit)
    },
  }
}

const useOf = ({ count, ttlMs }: Count, limit: number): Use => ({
  isAllowed: count <= limit,
  limit,
  remaining: Math.max(0, limit - count),
  resetMs: ttlMs,
})

function narrower(own: Count, network: Count, limit: number): Use {
  const use = useOf(own, limit)
  const ofNetwork = useOf(network, limit * NETWORK_FACTOR)
  return use.isAllowed && ofNetwork.remaining < use.remaining ? ofNetwork : use
}
