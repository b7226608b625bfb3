import type { Deps } from '../../deps.ts'
import { type Attempt, defineJob } from '../jobs/job.ts'
import { Nothing } from '../jobs/nothing.ts'
import { KEPT_MS } from './idempotency.ts'
import * as store from './store.ts'

/** Keys that one statement removes: other requests wait for it. */
const BATCH = 500

/** Removes keys whose time is over. A claim takes an expired key anyway, so that a late sweep changes no answer. */
async function sweep({ db, clock }: Pick<Deps, 'db' | 'clock'>, _data: object, { signal }: Attempt) {
  const expired = new Date(clock.now().getTime() - KEPT_MS).toISOString()
  let removed: number
  do {
    signal.throwIfAborted()
    removed = await store.prune(db, expired, BATCH)
  } while (removed === BATCH)
}

export const sweepIdempotencyKeys = defineJob({
  name: 'sweep-idempotency-keys',
  data: Nothing,
  schedule: 'hourly',
  run: sweep,
})

export const jobs = [sweepIdempotencyKeys]
