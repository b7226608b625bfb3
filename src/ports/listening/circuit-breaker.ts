import type { Adapter } from '../port.ts'
import { protect } from '../protect.ts'
import type { Listening } from './port.ts'

/** Sessions that connect at once. */
const MAX_CONNECTING = 64

/** Adapter whose sessions pass a circuit breaker when they connect. */
export const withCircuitBreaker = (adapter: Adapter<Listening>): Adapter<Listening> => ({
  ...adapter,
  async open(env, context) {
    const inner = await adapter.open(env, context)
    const { run, state } = protect({ port: 'listening', name: adapter.name, maxWaiting: MAX_CONNECTING }, context)
    return { ...inner, state, listen: (ask) => run(() => inner.listen(ask), ask.signal) }
  },
})
