import { providerCalls } from '../services/metrics/metrics.ts'
import { providerSpan } from '../services/tracing.ts'

/**
 * Conclusion from a call about the service: it works, it fails, or `nothing`, when the caller aborted before an answer.
 */
export type Verdict = 'works' | 'nothing' | { failure: string; retryAfterMs?: number }

export interface BreakerOptions {
  /** Name of the service in log lines. */
  name: string
  /** Milliseconds of a monotonic clock. */
  elapsed(): number
  warn(message: string): void
  /** Conclusion from an error. Not called for the caller's own abort. */
  judge(error: unknown): Verdict
  /** The error thrown instead of a call: milliseconds until the next call, and the failure that opened it. */
  refuse(remainingMs: number, failure: string): Error
}

/**
 * Circuit breaker in front of a service that may fail. Closed: calls are made. Open: after several failures in a row, no
 * call is made for a while. Half-open: then one call, the probe, decides whether it closes or opens again.
 */
export interface Breaker {
  run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>
  stream<T>(call: () => AsyncIterable<T>, signal?: AbortSignal): AsyncGenerator<T, void, undefined>
  /** `ok` while closed. */
  state(): 'ok' | 'degraded'
}

/** Failures in a row that open the breaker. */
const MAX_FAILURES = 5
const OPEN_MS = 30_000
/** Upper bound of the time that a service asks for (Retry-After). */
const MAX_OPEN_MS = 24 * 3_600_000
/** A probe that does not end, such as an unread stream, is given up after this time. */
const PROBE_MS = 60_000
/** Calls refused during a probe may be made soon: how long the probe takes is not known. */
const RETRY_DURING_PROBE_MS = 1_000

type Call = { isProbe: boolean; startedAt: number }

export function circuitBreaker({ name, elapsed, warn, judge, refuse }: BreakerOptions): Breaker {
  let failures = 0
  /** Set while open or half-open. */
  let openUntil: number | undefined
  let openedBy = ''
  /** Set while half-open. */
  let probe: Call | undefined

  const count = (result: string) => providerCalls.inc({ provider: name, result })

  function refused(remainingMs: number): Error {
    count('refused')
    return refuse(remainingMs, openedBy)
  }

  function begin(): Call {
    const startedAt = elapsed()
    if (openUntil === undefined) return { isProbe: false, startedAt }
    if (startedAt < openUntil) throw refused(openUntil - startedAt)
    if (probe && startedAt - probe.startedAt < PROBE_MS) throw refused(RETRY_DURING_PROBE_MS)
    probe = { isProbe: true, startedAt }
    return probe
  }

  function open(failure: string, openMs: number) {
    if (openUntil === undefined) warn(`${name} is not called for ${Math.ceil(openMs / 1_000)} s (${failure})`)
    openUntil = elapsed() + openMs
    openedBy = failure
  }

  function close() {
    if (openUntil !== undefined) warn(`${name} is called again`)
    openUntil = undefined
    failures = 0
  }

  function end(call: Call, verdict: Verdict) {
    count(typeof verdict === 'string' ? verdict : verdict.failure)
    const isProbe = call === probe
    if (isProbe) probe = undefined
    // Calls that began before it opened, and probes that were given up, no longer decide.
    if (verdict === 'nothing' || (openUntil !== undefined && !isProbe)) return
    if (verdict === 'works') return close()
    const openMs = Math.min(verdict.retryAfterMs ?? 0, MAX_OPEN_MS)
    if (openMs > 0) open(verdict.failure, openMs)
    else if (isProbe || ++failures >= MAX_FAILURES) open(verdict.failure, OPEN_MS)
  }

  const verdictOf = (error: unknown, signal?: AbortSignal) =>
    signal?.aborted && error === signal.reason ? 'nothing' : judge(error)

  return {
    async run(makeCall, signal) {
      const call = begin()
      let verdict: Verdict = 'works'
      try {
        return await providerSpan(name, makeCall)
      } catch (error) {
        verdict = verdictOf(error, signal)
        throw error
      } finally {
        end(call, verdict)
      }
    },
    async *stream(makeCall, signal) {
      const call = begin()
      // Stays `nothing` when the reader leaves the stream early: then neither assignment below runs.
      let verdict: Verdict = 'nothing'
      try {
        yield* makeCall()
        verdict = 'works'
      } catch (error) {
        verdict = verdictOf(error, signal)
        throw error
      } finally {
        end(call, verdict)
      }
    },
    state: () => (openUntil === undefined ? 'ok' : 'degraded'),
  }
}
