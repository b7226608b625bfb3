import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readObjects, writeObjects } from '../../../db/snapshot/objects-file.ts'
import type { ObjectRow, OnProgress } from '../../../db/snapshot/snapshot.ts'
import { type Blobs, isKey } from '../../ports/blobs/port.ts'
import { unsound } from './failure.ts'
import { type FileSum, isWhole, linkFile } from './files.ts'
import type { Manifest } from './manifest.ts'

/** Objects that are read, copied or looked up in the storage at the same time. */
const AT_ONCE = 8

/** Objects between two reports of progress. */
const PROGRESS_EVERY = 100

const FOLDER = 'blobs'

const fileOf = ({ key, size_bytes, sha256 }: ObjectRow): FileSum => ({ name: join(FOLDER, key), size_bytes, sha256 })

/** An object that a row refers to is not in the storage. It may have been removed since the snapshot. */
export class ObjectMissing extends Error {}

/** Where the objects of a backup come from. */
export interface Sources {
  blobs: Blobs | undefined
  /** Folder of an earlier backup. Its copies are linked: backups share bytes among themselves, never with the storage. */
  earlier: string | undefined
  /**
   * Slow: all objects are read before, and those that are lost are left out; copies of the earlier backup are read too.
   * Else the check of the backup finds what is damaged.
   */
  isCareful: boolean
}

/**
 * Puts the objects of a snapshot into its folder, where objects are files; else makes sure that each is in the storage.
 * Throws `ObjectMissing` when one is not there, or has another size.
 */
export async function collectObjects(folder: string, sources: Sources, signal?: AbortSignal) {
  const objects = { count: 0, size_bytes: 0, copied: sources.blobs?.copyTo !== undefined }
  for await (const batch of batchesOf(readObjects(folder))) {
    signal?.throwIfAborted()
    await allEnded(batch.map((object) => collectObject(folder, sources, object)))
    objects.count += batch.length
    objects.size_bytes += batch.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  }
  return objects
}

async function collectObject(folder: string, { blobs, earlier, isCareful }: Sources, object: ObjectRow) {
  assertKey(object)
  if ((await blobs?.head(object.key))?.sizeBytes !== object.size_bytes) throw new ObjectMissing()
  if (!blobs?.copyTo) return
  const file = fileOf(object)
  const path = join(folder, file.name)
  await mkdir(dirname(path), { recursive: true })
  if (earlier !== undefined && (await linkFile(earlier, folder, file, isCareful))) return
  if (!(await blobs.copyTo(object.key, path))) throw new ObjectMissing()
}

/** A key with two dots could lead out of the folder. */
function assertKey({ key }: ObjectRow) {
  if (!isKey(key)) throw unsound('an object has a key that is not ours')
}

/** Fails only after all have ended: what still writes would be in the way of who removes the folder. */
async function allEnded<T>(work: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work)
  return Promise.all(work)
}

/** Leaves objects out of the list that the storage no longer has, or has with other bytes. Answers how many. */
export async function leaveOutMissing(folder: string, blobs: Blobs | undefined, signal?: AbortSignal): Promise<number> {
  let missing = 0
  async function* there() {
    for await (const batch of batchesOf(readObjects(folder))) {
      signal?.throwIfAborted()
      const found = await allEnded(batch.map(async (object) => blobs !== undefined && isThere(blobs, object)))
      missing += found.filter((isFound) => !isFound).length
      yield* batch.filter((_object, at) => found[at])
    }
  }
  await writeObjects(folder, there())
  return missing
}

/** Throws when the list of objects is not what the manifest says. Answers how many copies are missing or damaged. */
export async function countDamaged(folder: string, { objects }: Pick<Manifest, 'objects'>, onProgress: OnProgress) {
  let count = 0
  let damaged = 0
  for await (const object of readObjects(folder)) {
    assertKey(object)
    if (objects.copied && !(await isWhole(folder, fileOf(object)))) damaged++
    if (count++ % PROGRESS_EVERY === 0) onProgress(count / objects.count)
  }
  if (count !== objects.count) throw unsound('the list of objects is not whole')
  return damaged
}

/**
 * Puts those objects of a backup back that the storage no longer has, or has with other bytes. The backup must have
 * been checked. Answers how many were put back, and how many are missing: the backup has no whole copy of them either.
 */
export async function putBack(folder: string, { objects }: Pick<Manifest, 'objects'>, blobs: Blobs) {
  const counts = { restored: 0, missing: 0 }
  for await (const batch of batchesOf(readObjects(folder))) {
    await allEnded(
      batch.map(async (object) => {
        if (await isThere(blobs, object)) return
        const file = fileOf(object)
        const hasCopy = objects.copied && (await isWhole(folder, file))
        if (hasCopy) await blobs.put(object.key, await readFile(join(folder, file.name)), object.content_type)
        counts[hasCopy ? 'restored' : 'missing']++
      }),
    )
  }
  return counts
}

/** Those of some objects that the storage does not have, or has with other bytes. */
export async function* missingOf(objects: Iterable<ObjectRow>, blobs: Blobs, onLooked: (count: number) => void) {
  for await (const batch of batchesOf(objects)) {
    const found = await allEnded(batch.map((object) => isThere(blobs, object)))
    yield* batch.filter((_object, at) => !found[at])
    onLooked(batch.length)
  }
}

/** Of objects that are files, every byte is compared; of others, the size. */
async function isThere(blobs: Blobs, { key, size_bytes, sha256 }: ObjectRow) {
  if (!blobs.copyTo) return (await blobs.head(key))?.sizeBytes === size_bytes
  const bytes = await blobs.get(key)
  return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256
}

async function* batchesOf(objects: Iterable<ObjectRow> | AsyncIterable<ObjectRow>) {
  let batch: ObjectRow[] = []
  for await (const object of objects) {
    batch.push(object)
    if (batch.length < AT_ONCE) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
