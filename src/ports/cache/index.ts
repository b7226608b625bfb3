import { embedded } from './embedded.ts'
import { valkey } from './valkey.ts'

export const cacheAdapters = [valkey, embedded]
