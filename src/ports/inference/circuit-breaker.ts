import { breaker, type Verdict } from '../breaker.ts'
import type { Adapter } from '../open.ts'
import type { PortContext } from '../port.ts'
import { seldom } from './http-failure.ts'
import { type Inference, InferenceFailure } from './port.ts'

/** An adapter with a breaker before it. */
export const guarded = (adapter: Adapter<Inference>): Adapter<Inference> => ({
  ...adapter,
  open: async (env, context) => withBreaker(adapter.name, await adapter.open(env, context), context),
})

/** Calls of one process that wait for one provider. More would only wait longer, and take the sockets that others need. */
const MAX_WAITING = 64

export function withBreaker(name: string, inner: Inference, context: PortContext): Inference {
  const { run, stream, state } = breaker({
    name: `inference: ${name}`,
    now: context.clock.elapsed,
    // A quota of a few seconds would open and close it all the time.
    warn: seldom(context),
    judge,
    refuse: (retryAfterMs) =>
      new InferenceFailure('circuit_open', `${name} is left alone because it kept failing`, { retryAfterMs }),
  })
  let waiting = 0
  const enter = () => {
    if (waiting >= MAX_WAITING)
      throw new InferenceFailure('unavailable', `${name} has too many to answer`, { isAboutAsk: true })
    waiting++
  }
  return {
    takes: inner.takes,
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
  // Who declines to answer is there and well.
  if (error.kind === 'blocked') return 'works'
  // What one caller asks must not take the provider from all others.
  if (error.isAboutAsk) return 'nothing'
  return { failure: error.kind, retryAfterMs: error.retryAfterMs }
}
