import type { Deps } from '../../deps.ts'
import { defineJob } from '../jobs/job.ts'
import { Nothing } from '../jobs/nothing.ts'
import { expireHolds } from './holds.ts'

/** Gives back what is kept for work that has ended without a word, because its process died. */
export const expireCreditHolds = defineJob({
  name: 'expire-credit-holds',
  data: Nothing,
  schedule: { cron: '* * * * *', timeZone: 'UTC' },
  run: async ({ db, clock }: Pick<Deps, 'db' | 'clock'>, _data, { signal }) => {
    await expireHolds(db, clock.now().toISOString(), signal)
  },
})

export const jobs = [expireCreditHolds]
