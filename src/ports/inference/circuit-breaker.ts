import type { Adapter } from '../port.ts'
import { protect } from '../protect.ts'
import type { Inference } from './port.ts'

const MAX_WAITING = 64

/** Adapter whose calls pass a circuit breaker. */
export const withCircuitBreaker = (adapter: Adapter<Inference>): Adapter<Inference> => ({
  ...adapter,
  async open(env, context) {
    const inner = await adapter.open(env, context)
    const { run, stream, state } = protect({ port: 'inference', name: adapter.name, maxWaiting: MAX_WAITING }, context)
    return {
      ...inner,
      state,
      complete: (ask) => run(() => inner.complete(ask), ask.signal),
      stream: (ask) => stream(() => inner.stream(ask), ask.signal),
    }
  },
})
