import type { Deps } from '../../deps.ts'
import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import { COUNTED_MS, SKEW_MS } from './code.ts'
import * as store from './store.ts'

/** Removes codes that can be used no more, and count no more. */
export const sweepCodes = defineJob({
  name: 'sweep-verification-codes',
  data: Nothing,
  schedule: 'hourly',
  run: async ({ db, clock }: Pick<Deps, 'db' | 'clock'>) => {
    await store.pruneCodes(db, new Date(clock.now().getTime() - COUNTED_MS - SKEW_MS).toISOString())
  },
})

export const jobs = [sweepCodes]
