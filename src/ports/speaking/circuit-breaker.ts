import type { Adapter } from '../port.ts'
import { protect } from '../protect.ts'
import type { Speaking } from './port.ts'

/** Calls that speak at once in one process: more than it can carry. */
const MAX_SPEAKING = 256

/** Adapter whose calls pass a circuit breaker. */
export const withCircuitBreaker = (adapter: Adapter<Speaking>): Adapter<Speaking> => ({
  ...adapter,
  async open(env, context) {
    const inner = await adapter.open(env, context)
    const { stream, state } = protect({ port: 'speaking', name: adapter.name, maxWaiting: MAX_SPEAKING }, context)
    return {
      ...inner,
      state,
      speak(ask) {
        const speech = inner.speak(ask)
        return { ...speech, [Symbol.asyncIterator]: () => stream(() => speech, ask.signal) }
      },
    }
  },
})
