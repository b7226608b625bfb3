import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { hasSha256 } from '../sha256.ts'
import { toRefusal } from './write.ts'

/** Most bytes in the cache, which has the objects that were read last. */
const MAX_CACHED_BYTES = 24 * 1_048_576
/** A larger object is read from the storage each time. */
const MAX_CACHED_OBJECT_BYTES = MAX_CACHED_BYTES / 4

/** Reads objects. An object never changes, so that one in the cache is as good as the one in the storage. */
export interface BlobReader {
  /** Throws `storage-unavailable`, also when the object is not there, or not as it was written. */
  read(key: string, sha256: string): Promise<Uint8Array>
}

export function openBlobReader(blobs: Deps['blobs']): BlobReader {
  const cache = new Map<string, Uint8Array>()
  const reading = new Map<string, Promise<Uint8Array>>()
  let cachedBytes = 0

  function addToCache(key: string, bytes: Uint8Array) {
    if (bytes.byteLength > MAX_CACHED_OBJECT_BYTES) return
    cache.set(key, bytes)
    cachedBytes += bytes.byteLength
    for (const [oldest, { byteLength }] of cache) {
      if (cachedBytes <= MAX_CACHED_BYTES) return
      cache.delete(oldest)
      cachedBytes -= byteLength
    }
  }

  async function load(key: string, sha256: string) {
    const bytes = await blobs.get(key).catch((error) => {
      throw toRefusal(error)
    })
    if (!bytes) throw refuse('storage-unavailable', { log: { missing_object: key } })
    if (!hasSha256(bytes, sha256)) throw refuse('storage-unavailable', { log: { damaged_object: key } })
    addToCache(key, bytes)
    return bytes
  }

  return {
    async read(key, sha256) {
      const cached = cache.get(key)
      if (cached) {
        // As the newest one: the oldest goes first.
        cache.delete(key)
        cache.set(key, cached)
        return cached
      }
      const running = reading.get(key) ?? load(key, sha256).finally(() => reading.delete(key))
      reading.set(key, running)
      return running
    },
  }
}
