import type { Adapter } from '../port.ts'
import { protect } from '../protect.ts'
import type { Imaging } from './port.ts'

/** An answer may fill 100 MB while it is read; most pictures need 10 MB. */
const MAX_WAITING = 16

/** Adapter whose calls pass a circuit breaker. */
export const withCircuitBreaker = (adapter: Adapter<Imaging>): Adapter<Imaging> => ({
  ...adapter,
  async open(env, context) {
    const inner = await adapter.open(env, context)
    const options = { port: 'imaging', name: adapter.name, maxWaiting: MAX_WAITING, repeatsQuota: true }
    const { run, state } = protect(options, context)
    return { ...inner, state, paint: (ask) => run(() => inner.paint(ask), ask.signal) }
  },
})
