import type { Deps } from '../../deps.ts'
import { type Needs as BlobNeeds, beforeWrites } from '../../services/blobs/keep.ts'
import { deleteReleased, releaseBlobs, STEP } from '../../services/blobs/release.ts'
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
    const { purged, released } = await deps.db.transaction().execute(async (trx) => {
      const rows = await store.purgeImages(trx, before, STEP)
      const ids = rows.flatMap(({ full_blob_id, thumbnail_blob_id }) => [full_blob_id, thumbnail_blob_id])
      return { purged: rows.length, released: await releaseBlobs(trx, ids, beforeWrites(deps)) }
    })
    await deleteReleased(deps, released, signal)
    if (purged < STEP) return
  }
}
