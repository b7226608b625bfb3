import type { ListedObject } from '../../ports/blobs/port.ts'
import { hasSha256 } from '../sha256.ts'
import { deleteReleased, STEP } from './release.ts'
import * as store from './store.ts'
import { folders, type Needs } from './write.ts'

/** Keys that a report names. */
const MAX_NAMED = 100

/** What is wrong with the storage: keys of objects, the first hundred of each kind. */
interface Findings {
  whole: number
  missing: string[]
  checksum_mismatch: string[]
}

const name = (keys: string[], key: string) => {
  if (keys.length < MAX_NAMED) keys.push(key)
}

/** Reads the object of every blob that is ready, and compares it with its checksum. */
export async function checkBlobs({ db, blobs }: Needs, signal?: AbortSignal): Promise<Findings> {
  const found: Findings = { whole: 0, missing: [], checksum_mismatch: [] }
  let after = 0
  for (;;) {
    const rows = await store.listReady(db, { after, limit: STEP })
    for (const { id, storage_key, sha256 } of rows) {
      signal?.throwIfAborted()
      const bytes = await blobs.get(storage_key)
      if (bytes && hasSha256(bytes, sha256)) found.whole++
      // None: it was purged since the rows were read.
      else if (await store.findReady(db, id)) name(bytes ? found.checksum_mismatch : found.missing, storage_key)
    }
    const last = rows.at(-1)
    if (!last || rows.length < STEP) return found
    after = last.id
  }
}

interface Untracked {
  keys: string[]
  count: number
  bytes: number
}

/**
 * Objects written before `before` that no row knows. Unless it is a dry run they are deleted: each is first given a row
 * that says so, which fails when it has one by now.
 */
export async function removeUntracked(deps: Needs, before: Date, dryRun: boolean, signal?: AbortSignal) {
  const found: Untracked = { keys: [], count: 0, bytes: 0 }
  let batch: ListedObject[] = []
  const look = async () => {
    for (const object of await unknownIn(deps, batch)) {
      signal?.throwIfAborted()
      if (!dryRun && !(await remove(deps, object))) continue
      name(found.keys, object.key)
      found.count++
      found.bytes += object.sizeBytes
    }
    batch = []
  }
  for (const folder of folders)
    for await (const object of deps.blobs.list(`${folder}/`)) {
      if (object.modifiedAt < before) batch.push(object)
      if (batch.length >= STEP) await look()
    }
  await look()
  return found
}

async function unknownIn({ db }: Needs, objects: ListedObject[]) {
  if (objects.length === 0) return []
  const rows = await store.findKeys(
    db,
    objects.map(({ key }) => key),
  )
  const known = new Set(rows.map(({ storage_key }) => storage_key))
  return objects.filter(({ key }) => !known.has(key))
}

async function remove(deps: Needs, { key, sizeBytes }: ListedObject): Promise<boolean> {
  const taken = await store.insertUntracked(deps.db, {
    sha256: '',
    storage_key: key,
    size_bytes: sizeBytes,
    content_type: '',
    created_at: deps.clock.now().toISOString(),
  })
  if (taken) await deleteReleased(deps, [taken])
  return taken !== undefined
}
