/** What the end of a call says about whoever was asked. `nothing`: the caller left before there was anything to see. */
export type Verdict = 'works' | 'nothing' | { failure: string; retryAfterMs?: number }

export interface BreakerOptions {
  /** Who is asked, as it stands in warnings. */
  name: string
  now(): number
  warn(message: string): void
  /** What an error says. A caller's own abort never comes here. */
  judge(error: unknown): Verdict
  /** What is thrown instead of asking, with the milliseconds until somebody may ask again. */
  refuse(remainingMs: number): Error
}

/** Stands before a service that may fail: after some failures it is left alone for a while, then tried by one call. */
export interface Breaker {
  run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>
  stream<T>(call: () => AsyncIterable<T>, signal?: AbortSignal): AsyncGenerator<T, void, undefined>
  state(): 'ok' | 'degraded'
}

const FAILURES = 5
const REST_MS = 30_000
const LONGEST_REST_MS = 24 * 3_600_000
/** A probe whose outcome is never told, as of a stream that nobody reads on, holds its place no longer than this. */
const PROBE_MS = 60_000
/** What whoever is refused during a probe is told: its end is not known. */
const SOON_MS = 1_000

type Pass = { isProbe: boolean; since: number }

export function breaker({ name, now, warn, judge, refuse }: BreakerOptions): Breaker {
  let failures = 0
  let openUntil: number | undefined
  let probe: Pass | undefined

  function enter(): Pass {
    const at = now()
    if (openUntil === undefined) return { isProbe: false, since: at }
    if (at < openUntil) throw refuse(openUntil - at)
    if (probe && at - probe.since < PROBE_MS) throw refuse(SOON_MS)
    probe = { isProbe: true, since: at }
    return probe
  }

  function open(why: string, restMs: number) {
    if (openUntil === undefined) warn(`${name} is not asked for ${Math.ceil(restMs / 1_000)} s (${why})`)
    openUntil = now() + restMs
  }

  function close() {
    if (openUntil !== undefined) warn(`${name} is asked again`)
    openUntil = undefined
    failures = 0
  }

  function leave(pass: Pass, verdict: Verdict) {
    const isProbe = pass === probe
    if (isProbe) probe = undefined
    // A call that began before it opened, or a probe that was given up, decides no more.
    if (verdict === 'nothing' || (openUntil !== undefined && !isProbe)) return
    if (verdict === 'works') return close()
    const restMs = Math.min(verdict.retryAfterMs ?? 0, LONGEST_REST_MS)
    if (restMs > 0) open(verdict.failure, restMs)
    else if (isProbe || ++failures >= FAILURES) open(verdict.failure, REST_MS)
  }

  const told = (error: unknown, signal?: AbortSignal) =>
    signal?.aborted && error === signal.reason ? 'nothing' : judge(error)

  return {
    async run(call, signal) {
      const pass = enter()
      let verdict: Verdict = 'works'
      try {
        return await call()
      } catch (error) {
        verdict = told(error, signal)
        throw error
      } finally {
        leave(pass, verdict)
      }
    },
    async *stream(call, signal) {
      const pass = enter()
      // Holds for a stream that its reader leaves in the middle: then neither of the two below is reached.
      let verdict: Verdict = 'nothing'
      try {
        yield* call()
        verdict = 'works'
      } catch (error) {
        verdict = told(error, signal)
        throw error
      } finally {
        leave(pass, verdict)
      }
    },
    state: () => (openUntil === undefined ? 'ok' : 'degraded'),
  }
}
