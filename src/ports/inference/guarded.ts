import { breaker, type Verdict } from '../breaker.ts'
import type { Adapter } from '../choose.ts'
import { type Inference, type InferenceContext, InferenceFailure } from './port.ts'
import { seldom } from './refusal.ts'

/** An adapter with a breaker before it. */
export const guarded = (adapter: Adapter<Inference, InferenceContext>): Adapter<Inference, InferenceContext> => ({
  ...adapter,
  open: async (env, context) => withBreaker(adapter.name, await adapter.open(env, context), context),
})

export function withBreaker(name: string, inner: Inference, context: InferenceContext): Inference {
  const { run, stream, state } = breaker({
    name: `inference: ${name}`,
    now: context.now,
    // A quota of a few seconds would open and close it all the time.
    warn: seldom(context),
    judge,
    refuse: (ms) => new InferenceFailure('circuit_open', `${name} is left alone because it kept failing`, ms),
  })
  return {
    takes: inner.takes,
    state,
    complete: (ask) => run(() => inner.complete(ask), ask.signal),
    stream: (ask) => stream(() => inner.stream(ask), ask.signal),
  }
}

function judge(error: unknown): Verdict {
  if (!(error instanceof InferenceFailure)) return { failure: 'fault' }
  // Who declines to answer is there and well.
  if (error.kind === 'blocked') return 'works'
  return { failure: error.kind, retryAfterMs: error.retryAfterMs }
}
