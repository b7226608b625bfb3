import type { Adapter } from '../port.ts'
import { protect } from '../protect.ts'
import type { Directions } from './port.ts'

/** Asks of one process at once, each of two requests. */
const MAX_WAITING = 32

/** Adapter whose calls pass a circuit breaker. */
export const withCircuitBreaker = (adapter: Adapter<Directions>): Adapter<Directions> => ({
  ...adapter,
  async open(env, context) {
    const inner = await adapter.open(env, context)
    const options = { port: 'directions', name: adapter.name, maxWaiting: MAX_WAITING, repeatsQuota: true }
    const { run, state } = protect(options, context)
    return { ...inner, state, fastest: (ask) => run(() => inner.fastest(ask), ask.signal) }
  },
})
