import type { Env } from '../../schemas/env/index.ts'
import { type Refusal, refuse, type Slug } from '../errors.ts'
import type { Cache, Count } from '../ports/cache/port.ts'

/** What one caller may use in a minute: the variable that says how much, and how a caller beyond it is refused. */
const allowances = {
  requests: { variable: 'RATE_LIMIT_PER_MINUTE', slug: 'too-many-requests', may: 'send', unit: 'requests' },
  'paid-models': { variable: 'MODEL_REQUESTS_PER_MINUTE', slug: 'too-many-requests', may: 'use', unit: 'paid models' },
  'saved-bytes': { variable: 'SAVE_BYTES_PER_MINUTE', slug: 'save-bytes-exceeded', may: 'save', unit: 'bytes' },
  'new-sessions': { variable: 'NEW_SESSIONS_PER_MINUTE', slug: 'sessions-exceeded', may: 'begin', unit: 'sessions' },
  images: { variable: 'MAX_REQUESTS_PER_MINUTE', slug: 'images-exceeded', may: 'have', unit: 'pictures painted' },
  lookups: { variable: 'LOOKUPS_PER_MINUTE', slug: 'too-many-requests', may: 'cause', unit: 'lookups' },
  messages: { variable: 'MAX_MESSAGES_PER_MINUTE', slug: 'chat-messages-exceeded', may: 'send', unit: 'messages' },
  scenes: { variable: 'MAX_SCENES_PER_MINUTE', slug: 'scenes-exceeded', may: 'have', unit: 'scenes painted' },
} as const satisfies Record<string, { variable: keyof Env; slug: Slug; may: string; unit: string }>
export type Allowance = keyof typeof allowances

const MINUTE_MS = 60_000

/** How many times the allowance of one caller all callers of its network, or all users of its address, may use together. */
const NETWORK_FACTOR = 16

/** What a caller is counted by: its own key, and what it shares with others. */
function countersOf(caller: string): { own: string; shared: string | undefined } {
  const at = caller.indexOf('@')
  const address = caller.slice(at + 1)
  const slash = address.indexOf('/')
  const network = slash < 0 ? undefined : address.slice(0, slash)
  return at < 0
    ? { own: caller, shared: network }
    : { own: caller.slice(0, at), shared: `users of ${network ?? address}` }
}

export interface Use {
  isAllowed: boolean
  limit: number
  remaining: number
  /** Milliseconds until the whole allowance is there again. */
  resetMs: number
}

/**
 * Counts what callers use, by the same rule for every allowance. A caller is a rate-limit key. One of the form
 * `network/host` is counted with its network too: an owner of a /48 of IPv6 has 65,536 keys. A user at an address,
 * `user@address`, is counted with the other users there: accounts cost nothing.
 */
export interface Limits {
  /** Answers at once when the counter is in this process. */
  use(allowance: Allowance, caller: string, amount?: number): Use | Promise<Use>
  /** The same, and throws the refusal of a caller who is beyond it. */
  require(allowance: Allowance, caller: string, amount?: number): Promise<void>
  /** 429, with the time until the whole allowance is there again. */
  refusalOf(allowance: Allowance, use: Pick<Use, 'limit' | 'resetMs'>): Refusal
}

function refusalOf(allowance: Allowance, { limit, resetMs }: Pick<Use, 'limit' | 'resetMs'>): Refusal {
  const { slug, may, unit } = allowances[allowance]
  const seconds = Math.ceil(resetMs / 1_000)
  return refuse(slug, {
    message: `You may ${may} ${limit} ${unit} a minute; try again in ${seconds} s.`,
    headers: { 'retry-after': String(seconds) },
  })
}

type Limiting = Pick<Env, (typeof allowances)[Allowance]['variable']>

export function openLimits(cache: Pick<Cache, 'count'>, env: Limiting): Limits {
  function use(allowance: Allowance, caller: string, amount = 1) {
    const limit = env[allowances[allowance].variable]
    const count = (key: string) => cache.count(`limit:${allowance}:${key}`, MINUTE_MS, amount)
    const counters = countersOf(caller)
    const own = count(counters.own)
    if (counters.shared === undefined)
      return own instanceof Promise ? own.then((it) => useOf(it, limit)) : useOf(own, limit)
    const network = count(counters.shared)
    return own instanceof Promise || network instanceof Promise
      ? Promise.all([own, network]).then(([own, network]) => narrower(own, network, limit))
      : narrower(own, network, limit)
  }
  return {
    use,
    refusalOf,
    async require(allowance, caller, amount) {
      const used = await use(allowance, caller, amount)
      if (!used.isAllowed) throw refusalOf(allowance, used)
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
  if (!use.isAllowed) return use
  return !ofNetwork.isAllowed || ofNetwork.remaining < use.remaining ? ofNetwork : use
}
