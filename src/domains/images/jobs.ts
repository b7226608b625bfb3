import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import type { Needs } from './actions.ts'
import { purgeTrash } from './trash.ts'

const purgeImages = defineJob({
  name: 'purge-images',
  data: Nothing,
  schedule: 'daily',
  run: (needs: Needs, _data, { signal }) => purgeTrash(needs, signal),
})

export const jobs = [purgeImages]
