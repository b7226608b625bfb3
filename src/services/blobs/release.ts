import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import * as store from './store.ts'
import type { Needs } from './write.ts'

/** A blob that no row refers to any more, nor can again. */
interface ReleasedBlob {
  id: number
  storage_key: string
  size_bytes: number
}

/** Blobs per transaction or statement. */
export const STEP = 200

/**
 * Locks blobs, before any row that refers to them is changed in the same transaction: `confirmBlobs` has the same order. One
 * statement each, for Postgres locks the rows of one statement in an order of its own.
 */
export async function lockBlobs(trx: Transaction<Tables>, ids: number[]): Promise<void> {
  for (const id of [...new Set(ids)].sort((one, other) => one - other)) await store.lockBlob(trx, id)
}

/**
 * Marks those of the locked blobs that no row refers to any more. One that was taken since `before` is left to
 * `finishDeletes`: a write of the same bytes is under way.
 */
export async function releaseBlobs(trx: Transaction<Tables>, ids: number[], before: string): Promise<ReleasedBlob[]> {
  if (ids.length === 0) return []
  const unused = await store.markUnused(trx, ids, before)
  return unused.filter(({ state }) => state === 'deleting')
}

/** Deletes the objects of blobs that were marked, then the blobs. Whatever a crash leaves, `finishDeletes` takes up. */
export async function deleteReleased({ db, blobs }: Needs, released: ReleasedBlob[], signal?: AbortSignal) {
  for (const { id, storage_key } of released) {
    signal?.throwIfAborted()
    await blobs.delete(storage_key)
    await store.deleteBlob(db, id)
  }
}

interface Freed {
  count: number
  bytes: number
}

/** Deletes the blobs whose delete has begun, and those that were taken before `before` and that no row ever referred to. */
export async function finishDeletes(deps: Needs, before: string, signal?: AbortSignal): Promise<Freed> {
  for (;;) {
    const ids = (await store.listAbandoned(deps.db, before, STEP)).map(({ id }) => id)
    if (ids.length === 0) break
    const released = await deps.db.transaction().execute(async (trx) => {
      await lockBlobs(trx, ids)
      return releaseBlobs(trx, ids, before)
    })
    if (released.length === 0) break
  }
  const freed = { count: 0, bytes: 0 }
  let after = 0
  for (;;) {
    const released = await store.listDeleting(deps.db, { after, limit: STEP })
    await deleteReleased(deps, released, signal)
    freed.count += released.length
    freed.bytes += released.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
    const last = released.at(-1)
    if (!last || released.length < STEP) return freed
    after = last.id
  }
}

/** What `finishDeletes` would delete. */
export async function unfinishedDeletes({ db }: Pick<Needs, 'db'>, before: string): Promise<Freed> {
  const { count, bytes } = await store.sumUnfinished(db, before)
  return { count, bytes: Number(bytes) }
}

/** Bytes of all objects that rows refer to. */
export const storedBytes = async ({ db }: Pick<Needs, 'db'>): Promise<number> =>
  Number((await store.sumBlobs(db)).bytes)
