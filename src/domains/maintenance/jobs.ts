import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import { type Needs, sweepBlobs } from './actions.ts'

export const sweepStorage = defineJob({
  name: 'sweep-storage',
  data: Nothing,
  schedule: 'hourly',
  run: async (needs: Needs, _data, { signal }) => {
    await sweepBlobs(needs, signal)
  },
})

export const jobs = [sweepStorage]
