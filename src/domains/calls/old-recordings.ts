import type { Env } from '../../../schemas/env/index.ts'
import { deleteReleased, lockBlobs, releaseBlobs } from '../../services/blobs/release.ts'
import { type Needs as BlobNeeds, beforeWrites } from '../../services/blobs/write.ts'
import { DAY_MS } from '../../services/durations.ts'
import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import { transaction } from '../../services/transaction.ts'
import { dropRecordings } from './recording-store.ts'
import { listOldRecordings } from './watchdog-store.ts'

type Needs = BlobNeeds & { env: Pick<Env, 'RECORDING_RETENTION_DAYS'> }

/** Deletes the recordings that are older than they are kept. */
export async function removeRecordings(deps: Needs, signal: AbortSignal): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - deps.env.RECORDING_RETENTION_DAYS * DAY_MS).toISOString()
  for (;;) {
    signal.throwIfAborted()
    const old = await listOldRecordings(deps.db, before)
    if (old.length === 0) return
    const blobs = old.map(({ recording_blob_id }) => recording_blob_id as number)
    const released = await transaction(deps.db, async (trx) => {
      await lockBlobs(trx, blobs)
      await dropRecordings(
        trx,
        old.map(({ id }) => id),
      )
      return releaseBlobs(trx, blobs, beforeWrites(deps))
    })
    await deleteReleased(deps, released, signal)
  }
}

export const removeOldRecordings = defineJob({
  name: 'remove-old-recordings',
  data: Nothing,
  schedule: 'hourly',
  run: (deps: Needs, _data, { signal }) => removeRecordings(deps, signal),
})
