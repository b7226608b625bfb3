import { guarded } from './circuit-breaker.ts'
import { embedded } from './embedded.ts'
import { gemini } from './gemini.ts'
import { smartinference } from './smartinference.ts'

/** In the order in which they are asked. */
export const inferenceAdapters = [guarded(smartinference), guarded(gemini), embedded]
