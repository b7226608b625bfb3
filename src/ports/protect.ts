import { type Breaker, circuitBreaker, type Verdict } from './breaker.ts'
import { ProviderFailure } from './failure.ts'
import { warnOncePerMinute } from './http-failure.ts'
import type { PortContext } from './port.ts'

interface ProtectOptions {
  port: string
  /** Name of the provider. */
  name: string
  /** Concurrent calls of one process to the provider. More would only wait longer and occupy sockets and memory. */
  maxWaiting: number
  /** While open because of a quota, the failure says `quota` and not `circuit_open`: callers tell them apart. */
  repeatsQuota?: boolean
}

/** Circuit breaker for the calls of one provider, which throw `ProviderFailure`; it also bounds how many wait. */
export function protect(options: ProtectOptions, context: PortContext): Breaker {
  const { port, name, maxWaiting } = options
  const { run, stream, state } = circuitBreaker({
    name: `${port}: ${name}`,
    elapsed: context.clock.elapsed,
    // A quota of a few seconds would otherwise write two lines every few seconds.
    warn: warnOncePerMinute(context),
    judge,
    refuse: (retryAfterMs, failure) => refusal(options, retryAfterMs, failure),
  })
  let waiting = 0
  const enter = () => {
    if (waiting >= maxWaiting) throw tooMany(name)
    waiting++
  }
  return {
    state,
    run: (call, signal) =>
      run(async () => {
        enter()
        return call().finally(() => waiting--)
      }, signal),
    stream: (call, signal) =>
      stream(async function* () {
        enter()
        try {
          yield* call()
        } finally {
          waiting--
        }
      }, signal),
  }
}

function refusal({ name, repeatsQuota }: ProtectOptions, retryAfterMs: number, failure: string) {
  const more = { retryAfterMs, isCalled: false }
  return repeatsQuota && failure === 'quota'
    ? new ProviderFailure('quota', `${name} has no quota left`, more)
    : new ProviderFailure('circuit_open', `${name} is not called because it kept failing`, more)
}

const tooMany = (name: string) =>
  new ProviderFailure('unavailable', `${name} has too many calls waiting`, { isAboutAsk: true, isCalled: false })

function judge(error: unknown): Verdict {
  if (!(error instanceof ProviderFailure)) return { failure: 'fault' }
  // A provider that declines to answer is available.
  if (error.kind === 'blocked') return 'works'
  // A request that only its own caller gets wrong must not open the circuit for all others.
  if (error.isAboutAsk) return 'nothing'
  return { failure: error.kind, retryAfterMs: error.retryAfterMs }
}
