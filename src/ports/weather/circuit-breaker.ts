import type { Adapter } from '../port.ts'
import { protect } from '../protect.ts'
import type { WeatherPort } from './port.ts'

/** Calls of one process at once. */
const MAX_WAITING = 64

/** Adapter whose calls pass a circuit breaker. */
export const withCircuitBreaker = (adapter: Adapter<WeatherPort>): Adapter<WeatherPort> => ({
  ...adapter,
  async open(env, context) {
    const inner = await adapter.open(env, context)
    const options = { port: 'weather', name: adapter.name, maxWaiting: MAX_WAITING, repeatsQuota: true }
    const { run, state } = protect(options, context)
    const { locate } = inner
    return {
      ...inner,
      state,
      current: (at, limits) => run(() => inner.current(at, limits), limits.signal),
      forecast: (at, limits) => run(() => inner.forecast(at, limits), limits.signal),
      ...(locate && { locate: (city, limits) => run(() => locate(city, limits), limits.signal) }),
    }
  },
})
