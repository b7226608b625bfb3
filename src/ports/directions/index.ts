import { servedInOrder } from '../port.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { embedded } from './embedded.ts'
import { google } from './google.ts'

export const directions = servedInOrder([withCircuitBreaker(google), embedded])
