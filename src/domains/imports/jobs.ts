import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import type { Needs } from './import-run.ts'
import { removeOldUploads } from './old-uploads.ts'

/** A job runs on one machine of several: the others remove theirs with their next upload. */
export const removeUploads = defineJob({
  name: 'remove-uploads',
  data: Nothing,
  schedule: 'hourly',
  run: (needs: Pick<Needs, 'env' | 'clock'>) => removeOldUploads(needs),
})

export const jobs = [removeUploads]
