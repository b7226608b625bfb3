import { defineJob } from '../jobs/job.ts'
import { Nothing } from '../jobs/nothing.ts'
import { finishDeletes } from './release.ts'
import { beforeWrites, type Needs } from './write.ts'

/** Deletes what an unfinished write or delete has left. */
export async function sweepBlobs(needs: Needs, signal: AbortSignal): Promise<void> {
  await finishDeletes(needs, beforeWrites(needs), signal)
}

const sweepStorage = defineJob({
  name: 'sweep-storage',
  data: Nothing,
  schedule: 'hourly',
  run: (needs: Needs, _data, { signal }) => sweepBlobs(needs, signal),
})

export const jobs = [sweepStorage]
