import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import { dialScheduledJob } from './due.ts'
import { removeOldRecordings } from './old-recordings.ts'
import { rememberCallJob } from './remember.ts'
import { type Needs, watch } from './watchdog.ts'

/** Every minute: a call whose process has died is closed within two. */
export const watchCalls = defineJob({
  name: 'watch-calls',
  data: Nothing,
  schedule: { cron: '* * * * *', timeZone: 'UTC' },
  run: (deps: Needs, _data, { signal }) => watch(deps, signal),
})

export const jobs = [dialScheduledJob, rememberCallJob, removeOldRecordings, watchCalls]
