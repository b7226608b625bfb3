import type { Variable } from '../../schemas/env/index.ts'
import { ProviderFailure } from './failure.ts'
import type { PortContext } from './port.ts'

const WARN_EVERY_MS = 60_000
const DAY_MS = 24 * 3_600_000

/** Parts of the warnings about a provider, for the operator. */
export interface Provider {
  name: string
  /** The variable that holds its key. */
  key: Variable
  /** Likely cause of a 404, as the end of a sentence that begins with the name. */
  unknown: string
  warn(message: string): void
}

/** Writes each kind of warning at most once per minute: otherwise every failing request would repeat it. */
export function warnOncePerMinute({ clock, log }: PortContext) {
  const warnedAt = new Map<string, number>()
  return (message: string) => {
    const at = clock.elapsed()
    // "for 37 s" and "for 36 s" are one kind.
    const kind = message.replace(/\d+/g, '#')
    if (at - (warnedAt.get(kind) ?? Number.NEGATIVE_INFINITY) < WARN_EVERY_MS) return
    warnedAt.set(kind, at)
    log.warn(message)
  }
}

/** Statuses about the provider or the account. Other statuses below 500 concern one request only. */
const aboutService = [401, 403, 404, 405, 408, 421, 429]

/** `ProviderFailure` for an HTTP error status. */
export function toFailure(provider: Provider, status: number, more: { retryAfterMs?: number; isKey?: boolean } = {}) {
  const { name, warn } = provider
  if (status === 429)
    return new ProviderFailure('quota', `${name} has no quota left`, { retryAfterMs: more.retryAfterMs })
  if (status === 401 || status === 403 || more.isKey) warn(`${name} does not accept ${provider.key} (${status})`)
  else if (status === 404) warn(`${name} ${provider.unknown} (404)`)
  else if (status < 500) warn(`${name} refuses what it is asked (${status})`)
  const isAboutAsk = status < 500 && !more.isKey && !aboutService.includes(status)
  return new ProviderFailure('unavailable', `${name} refuses (${status})`, { isAboutAsk })
}

export const withinADay = (ms: number) => Math.min(Math.max(Math.ceil(ms), 0), DAY_MS)

/** Milliseconds of a Retry-After header, in seconds or as a date; undefined when it holds neither. */
export function retryAfterMs(header: string | null, now: number) {
  if (header === null) return
  if (/^\d+$/.test(header)) return withinADay(Number(header) * 1_000)
  // HTTP dates only: Date.parse finds a date in almost any text.
  const at = /^[A-Z][a-z]{2},/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? undefined : withinADay(at - now)
}
