import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { type Attempt, defineJob } from '../jobs/job.ts'
import { Nothing } from '../jobs/nothing.ts'

type Needs = Pick<Deps, 'backups'> & { env: Pick<Env, 'BACKUP_CRON'> }

const RETRIES = { limit: 2, delaySeconds: 300, maxDelaySeconds: 1_800 }
const TIMEOUT_SECONDS = 4 * 3_600

/** Makes a backup, and only then removes those that are too old. */
async function make({ backups }: Needs, _data: object, { signal }: Attempt) {
  await backups.create({ signal })
  // What could not be removed is in the log. The backup is there, and a second one would help nobody.
  await backups.prune().catch(() => {})
}

export const makeBackup = defineJob({
  name: 'make-backup',
  data: Nothing,
  retries: RETRIES,
  timeoutSeconds: TIMEOUT_SECONDS,
  schedule: ({ env }: Needs) => (env.BACKUP_CRON === 'off' ? undefined : { cron: env.BACKUP_CRON, timeZone: 'UTC' }),
  run: make,
})

export const jobs = [makeBackup]
