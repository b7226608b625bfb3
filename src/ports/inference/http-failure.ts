import type { Variable } from '../../../schemas/env/index.ts'
import type { PortContext } from '../port.ts'
import { InferenceFailure } from './port.ts'

const WARN_EVERY_MS = 60_000
const DAY_MS = 24 * 3_600_000

/** Who refuses, and what an operator may have to mend. */
export interface Refuser {
  name: string
  key: Variable
  /** What a 404 makes doubtful, as a sentence's end. */
  unknown: string
  warn(message: string): void
}

/** Warnings that come with each request would fill the log: each is given at most once a minute. */
export function seldom({ clock, log }: PortContext) {
  const warnedAt = new Map<string, number>()
  return (message: string) => {
    const at = clock.elapsed()
    // "for 37 s" and "for 36 s" are of one kind.
    const kind = message.replace(/\d+/g, '#')
    if (at - (warnedAt.get(kind) ?? Number.NEGATIVE_INFINITY) < WARN_EVERY_MS) return
    warnedAt.set(kind, at)
    log.warn(message)
  }
}

/** Statuses that tell of the service, or of us as its customer; every other one below 500 is about this request. */
const aboutService = [401, 403, 404, 405, 408, 421, 429]

/** What a status means that is no success. */
export function refusal(who: Refuser, status: number, more: { retryAfterMs?: number; isKey?: boolean } = {}) {
  const { name, warn } = who
  if (status === 429)
    return new InferenceFailure('quota', `${name} has no quota left`, { retryAfterMs: more.retryAfterMs })
  if (status === 401 || status === 403 || more.isKey) warn(`${name} does not accept ${who.key} (${status})`)
  else if (status === 404) warn(`${name} ${who.unknown} (404)`)
  else if (status < 500) warn(`${name} refuses what it is asked (${status})`)
  const isAboutAsk = status < 500 && !more.isKey && !aboutService.includes(status)
  return new InferenceFailure('unavailable', `${name} refuses (${status})`, { isAboutAsk })
}

export const withinADay = (ms: number) => Math.min(Math.max(Math.ceil(ms), 0), DAY_MS)

/** Milliseconds that a Retry-After header asks for, in seconds or as a date; undefined when it says nothing of use. */
export function retryAfterMs(header: string | null, now: number) {
  if (header === null) return
  if (/^\d+$/.test(header)) return withinADay(Number(header) * 1_000)
  // Only an HTTP date: Date.parse finds one in almost anything.
  const at = /^[A-Z][a-z]{2},/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? undefined : withinADay(at - now)
}
