import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { deleteReleased, lockBlobs, releaseBlobs, STEP } from '../../services/blobs/release.ts'
import { type Needs as BlobNeeds, beforeWrites } from '../../services/blobs/write.ts'
import { DAY_MS } from '../../services/durations.ts'
import * as store from './store.ts'

type Needs = BlobNeeds & { env: Pick<Deps['env'], 'BACKUP_RETENTION_DAYS'> }

/** The day on which an image that is deleted now is purged. */
export const trashUntil = (now: Date, days: number) =>
  new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10)

export type SurplusNeeds = Pick<Deps, 'clock'> & { env: Pick<Deps['env'], 'MAX_IMAGES_PER_ITEM'> }

/**
 * Moves what is beyond the newest images of an owner's subject to the trash, but never `keptId`. Resolves to how many; a
 * thousand at most.
 */
export async function trashSurplus(
  { clock, env }: SurplusNeeds,
  trx: Transaction<Tables>,
  subject: store.OwnedSubject,
  keptId?: number,
): Promise<number> {
  await store.lockSubject(trx, subject)
  const surplus = await store.listSurplus(trx, subject, env.MAX_IMAGES_PER_ITEM)
  const ids = surplus.map(({ id }) => id).filter((id) => id !== keptId)
  if (ids.length > 0) await store.trashImages(trx, ids, clock.now().toISOString())
  return ids.length
}

/** Deletes the images whose time in the trash is over, and the objects that no other image has. */
export async function purgeTrash(deps: Needs, signal: AbortSignal): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - deps.env.BACKUP_RETENTION_DAYS * DAY_MS).toISOString()
  for (;;) {
    signal.throwIfAborted()
    const { found, released } = await deps.db.transaction().execute(async (trx) => {
      const rows = await store.listTrash(trx, before, STEP)
      const blobs = rows.flatMap(({ full_blob_id, thumbnail_blob_id }) => [full_blob_id, thumbnail_blob_id])
      await lockBlobs(trx, blobs)
      const ids = rows.map(({ id }) => id)
      if (ids.length > 0) await store.purgeImages(trx, ids, before)
      return { found: rows.length, released: await releaseBlobs(trx, blobs, beforeWrites(deps)) }
    })
    await deleteReleased(deps, released, signal)
    if (found < STEP) return
  }
}
