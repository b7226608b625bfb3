import type { Deps } from '../../deps.ts'
import { DAY_MS } from '../durations.ts'
import { defineJob } from '../jobs/job.ts'
import { Nothing } from '../jobs/nothing.ts'
import * as store from './store.ts'

/**
 * Age at which a row is removed: nothing waits for its outcome any more. Much longer than clocks of machines disagree,
 * because a lease whose holder is at work must stay.
 */
const KEPT_MS = DAY_MS

async function sweep({ db, clock }: Pick<Deps, 'db' | 'clock'>) {
  await store.pruneLeases(db, new Date(clock.now().getTime() - KEPT_MS).toISOString())
}

export const sweepLeases = defineJob({
  name: 'sweep-leases',
  data: Nothing,
  schedule: 'hourly',
  run: sweep,
})

export const jobs = [sweepLeases]
