import { servedInOrder } from '../port.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { embedded } from './embedded.ts'
import { openweather } from './openweather.ts'

export const weather = servedInOrder([withCircuitBreaker(openweather), embedded])
