import { servedByOne } from '../port.ts'
import { embedded } from './embedded.ts'
import { redis } from './redis.ts'

export const cache = servedByOne([redis, embedded])
