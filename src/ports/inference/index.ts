import { embedded } from './embedded.ts'

/** In the order in which they are asked. */
export const inferenceAdapters = [embedded]
