import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readObjects, writeObjects } from '../../../db/snapshot/objects-file.ts'
import type { ObjectRow, OnProgress } from '../../../db/snapshot/snapshot.ts'
import type { Blobs } from '../../ports/blobs/port.ts'
import { unsound } from './failure.ts'
import { assertFile, type FileSum } from './files.ts'
import type { Manifest } from './manifest.ts'

/** Objects that are looked up in the storage at the same time. */
const AT_ONCE = 8

/** Objects between two reports of progress. */
const PROGRESS_EVERY = 100

const FOLDER = 'blobs'
const key = /^(?=.{1,200}$)[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/

const fileOf = ({ key, size_bytes, sha256 }: ObjectRow): FileSum => ({ name: join(FOLDER, key), size_bytes, sha256 })

/** An object that a row refers to is not in the storage. It may have been removed since the snapshot. */
export class ObjectMissing extends Error {}

/**
 * Puts the objects of a snapshot into its folder, where objects are files; else makes sure that each is in the storage.
 * Throws `ObjectMissing` when one is not there, or has another size.
 */
export async function keepObjects(folder: string, blobs: Blobs | undefined, signal?: AbortSignal) {
  const objects = { count: 0, size_bytes: 0, copied: blobs?.linkTo !== undefined }
  for await (const batch of batchesOf(readObjects(folder))) {
    signal?.throwIfAborted()
    await Promise.all(batch.map((object) => keepObject(folder, blobs, object)))
    objects.count += batch.length
    objects.size_bytes += batch.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  }
  return objects
}

async function keepObject(folder: string, blobs: Blobs | undefined, object: ObjectRow) {
  if (!key.test(object.key)) throw unsound('an object has a key that is not ours')
  if (blobs?.linkTo) {
    const path = join(folder, fileOf(object).name)
    await mkdir(dirname(path), { recursive: true })
    if (!(await blobs.linkTo(object.key, path))) throw new ObjectMissing()
  } else if ((await blobs?.head(object.key))?.sizeBytes !== object.size_bytes) throw new ObjectMissing()
}

/** Leaves objects out of the list that the storage no longer has, or has with other bytes. Answers how many. */
export async function leaveOutMissing(folder: string, blobs: Blobs | undefined): Promise<number> {
  const there: ObjectRow[] = []
  let missing = 0
  for await (const object of readObjects(folder)) {
    if (blobs && (await isThere(blobs, object))) there.push(object)
    else missing++
  }
  await writeObjects(folder, there)
  return missing
}

/** Throws when the list of objects is not what the manifest says, or a copy of one has changed. */
export async function assertObjects(folder: string, { objects }: Pick<Manifest, 'objects'>, onProgress: OnProgress) {
  let count = 0
  for await (const object of readObjects(folder)) {
    if (!key.test(object.key)) throw unsound('an object has a key that is not ours')
    if (objects.copied) await assertFile(folder, fileOf(object))
    if (count++ % PROGRESS_EVERY === 0) onProgress(count / objects.count)
  }
  if (count !== objects.count) throw unsound('the list of objects is not whole')
}

/**
 * Puts those objects of a backup back that the storage no longer has, or has with other bytes. The backup must have
 * been checked. Answers how many were put back, and how many are missing, for the backup only names them.
 */
export async function putBack(folder: string, { objects }: Pick<Manifest, 'objects'>, blobs: Blobs) {
  const counts = { restored: 0, missing: 0 }
  for await (const batch of batchesOf(readObjects(folder))) {
    await Promise.all(
      batch.map(async (object) => {
        if (await isThere(blobs, object)) return
        counts[objects.copied ? 'restored' : 'missing']++
        if (objects.copied)
          await blobs.put(object.key, await readFile(join(folder, fileOf(object).name)), object.content_type)
      }),
    )
  }
  return counts
}

/** Of objects that are files, every byte is compared; of others, the size. */
async function isThere(blobs: Blobs, { key, size_bytes, sha256 }: ObjectRow) {
  if (!blobs.linkTo) return (await blobs.head(key))?.sizeBytes === size_bytes
  const bytes = await blobs.get(key)
  return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256
}

async function* batchesOf(objects: AsyncIterable<ObjectRow>) {
  let batch: ObjectRow[] = []
  for await (const object of objects) {
    batch.push(object)
    if (batch.length < AT_ONCE) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
