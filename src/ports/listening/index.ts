import { servedInOrder } from '../port.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { deepgram } from './deepgram.ts'
import { embedded } from './embedded.ts'

export const listening = servedInOrder([withCircuitBreaker(deepgram), embedded])
