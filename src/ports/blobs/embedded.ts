import { resolve } from 'node:path'
import { warnOncePerMinute } from '../http-failure.ts'
import type { Adapter, PortContext } from '../port.ts'
import { copyObject, readObject, removeObject, statObject, writeObject } from './files.ts'
import { toFailure } from './folders.ts'
import { checkKey, checkPrefix, checkSize } from './key.ts'
import type { Blobs, ObjectKey } from './port.ts'
import { walk } from './walk.ts'

/** Objects as files below `root`, whose parent exists. */
export function fileBlobs(root: string, context: PortContext): Blobs {
  const warn = warnOncePerMinute(context)
  let isWritable = true

  const failing = (error: unknown) => {
    throw toFailure(error)
  }

  function ofKey<T>(key: ObjectKey, work: () => Promise<T>): Promise<T> {
    checkKey(key)
    return work().catch(failing)
  }

  return {
    async put(key, bytes) {
      checkKey(key)
      checkSize(bytes)
      try {
        await writeObject(root, key, bytes)
        isWritable = true
      } catch (error) {
        isWritable = false
        const failure = toFailure(error)
        warn(`blobs cannot be written below DATA_DIR: ${failure.message}`)
        throw failure
      }
    },
    get: async (key) => ofKey(key, () => readObject(root, key)),
    async head(key) {
      const object = await ofKey(key, () => statObject(root, key))
      return object && { sizeBytes: object.sizeBytes }
    },
    delete: async (key) => ofKey(key, () => removeObject(root, key)),
    async *list(prefix) {
      checkPrefix(prefix)
      try {
        yield* walk({ root, prefix, now: context.clock.now().getTime() })
      } catch (error) {
        failing(error)
      }
    },
    copyTo: async (key, path) => ofKey(key, () => copyObject(root, key, path)),
    state: () => (isWritable ? 'ok' : 'degraded'),
  }
}

export const embedded: Adapter<Blobs> = {
  name: 'file-system',
  needs: [],
  open: (env, context) => fileBlobs(resolve(env.DATA_DIR, 'blobs'), context),
}
