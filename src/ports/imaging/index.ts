import { servedInOrder } from '../port.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { embedded } from './embedded.ts'
import { gemini } from './gemini.ts'

export const imaging = servedInOrder([withCircuitBreaker(gemini), embedded])
