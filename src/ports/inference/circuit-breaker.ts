import { circuitBreaker, type Verdict } from '../breaker.ts'
import type { Adapter, PortContext } from '../port.ts'
import { warnOncePerMinute } from './http-failure.ts'
import { type Inference, InferenceFailure } from './port.ts'

/** Adapter whose calls pass a circuit breaker. */
export const withCircuitBreaker = (adapter: Adapter<Inference>): Adapter<Inference> => ({
  ...adapter,
  open: async (env, context) => protect(adapter.name, await adapter.open(env, context), context),
})

/** Concurrent calls of one process to one provider. More would only wait longer and occupy sockets. */
const MAX_WAITING = 64

export function protect(name: string, inner: Inference, context: PortContext): Inference {
  const { run, stream, state } = circuitBreaker({
    name: `inference: ${name}`,
    elapsed: context.clock.elapsed,
    // A quota of a few seconds would otherwise write two lines every few seconds.
    warn: warnOncePerMinute(context),
    judge,
    refuse: (retryAfterMs) =>
      new InferenceFailure('circuit_open', `${name} is not called because it kept failing`, {
        retryAfterMs,
        isCalled: false,
      }),
  })
  let waiting = 0
  const enter = () => {
    if (waiting >= MAX_WAITING)
      throw new InferenceFailure('unavailable', `${name} has too many calls waiting`, {
        isAboutAsk: true,
        isCalled: false,
      })
    waiting++
  }
  return {
    model: inner.model,
    supports: inner.supports,
    state,
    complete: (ask) =>
      run(async () => {
        enter()
        return inner.complete(ask).finally(() => waiting--)
      }, ask.signal),
    stream: (ask) =>
      stream(async function* () {
        enter()
        try {
          yield* inner.stream(ask)
        } finally {
          waiting--
        }
      }, ask.signal),
  }
}

function judge(error: unknown): Verdict {
  if (!(error instanceof InferenceFailure)) return { failure: 'fault' }
  // A provider that declines to answer is available.
  if (error.kind === 'blocked') return 'works'
  // A request that only its own caller gets wrong must not open the circuit for all others.
  if (error.isAboutAsk) return 'nothing'
  return { failure: error.kind, retryAfterMs: error.retryAfterMs }
}
