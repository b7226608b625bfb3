import { createHash } from 'node:crypto'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { toRefusal } from './keep.ts'

/** Bytes of objects that are kept in memory: those that were read last. */
const MAX_KEPT_BYTES = 24 * 1_048_576
/** A larger object is read from the storage each time. */
const MAX_KEPT_OBJECT_BYTES = MAX_KEPT_BYTES / 4

/** Reads objects. An object never changes, so that one in memory is as good as the one in the storage. */
export interface BlobReader {
  /** Throws `storage-unavailable`, also when the object is not there, or not as it was written. */
  read(key: string, sha256: string): Promise<Uint8Array>
}

export function openBlobReader(blobs: Deps['blobs']): BlobReader {
  const kept = new Map<string, Uint8Array>()
  const reading = new Map<string, Promise<Uint8Array>>()
  let keptBytes = 0

  function keep(key: string, bytes: Uint8Array) {
    if (bytes.byteLength > MAX_KEPT_OBJECT_BYTES) return
    kept.set(key, bytes)
    keptBytes += bytes.byteLength
    for (const [oldest, { byteLength }] of kept) {
      if (keptBytes <= MAX_KEPT_BYTES) return
      kept.delete(oldest)
      keptBytes -= byteLength
    }
  }

  async function load(key: string, sha256: string) {
    const bytes = await blobs.get(key).catch((error) => {
      throw toRefusal(error)
    })
    if (!bytes) throw refuse('storage-unavailable', { log: { missing_object: key } })
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw refuse('storage-unavailable', { log: { damaged_object: key } })
    keep(key, bytes)
    return bytes
  }

  return {
    async read(key, sha256) {
      const known = kept.get(key)
      if (known) {
        // As the newest one: the oldest goes first.
        kept.delete(key)
        kept.set(key, known)
        return known
      }
      const running = reading.get(key) ?? load(key, sha256).finally(() => reading.delete(key))
      reading.set(key, running)
      return running
    },
  }
}
