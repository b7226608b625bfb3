import type { Deps } from '../../deps.ts'
import { type Needs as BlobNeeds, beforeWrites } from '../../services/blobs/keep.ts'
import { deleteReleased, lockBlobs, releaseBlobs, STEP } from '../../services/blobs/release.ts'
import * as store from './store.ts'

const DAY_MS = 24 * 3_600_000

/** The day on which a picture that is deleted now is purged. */
export const trashUntil = (now: Date, days: number) =>
  new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10)

type Needs = BlobNeeds & { env: Pick<Deps['env'], 'BACKUP_RETENTION_DAYS'> }

/** Deletes the pictures whose time in the trash is over, and the objects that no other picture has. */
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
