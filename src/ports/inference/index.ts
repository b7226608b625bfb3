import { servedInOrder } from '../port.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { embedded } from './embedded.ts'
import { gemini } from './gemini.ts'
import { smartinference } from './smartinference.ts'

/** The order of the capabilities table; each caller of services/generation gives its own. */
export const inference = servedInOrder([withCircuitBreaker(smartinference), withCircuitBreaker(gemini), embedded], {
  requiredInProduction: true,
})
