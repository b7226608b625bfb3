import { servedInOrder } from '../port.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { deepgram } from './deepgram.ts'
import { elevenlabs } from './elevenlabs.ts'
import { embedded } from './embedded.ts'

export const speaking = servedInOrder([withCircuitBreaker(elevenlabs), withCircuitBreaker(deepgram), embedded])
