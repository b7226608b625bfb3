import type { Deps } from '../../deps.ts'
import { type Attempt, defineJob } from '../jobs/job.ts'
import { Nothing } from '../jobs/nothing.ts'
import { KEPT_MS } from './idempotency.ts'
import * as store from './store.ts'

/** Keys that one statement removes: other requests wait for it. */
const BATCH = 500

/** Removes keys whose time is over. A claim takes over an expired key by itself, so it matters to nobody when. */
async function sweepKeys({ db, clock }: Pick<Deps, 'db' | 'clock'>, _data: object, { signal }: Attempt) {
  const expired = new Date(clock.now().getTime() - KEPT_MS).toISOString()
  let removed: number
  do {
    signal.throwIfAborted()
    removed = await store.prune(db, expired, BATCH)
  } while (removed === BATCH)
}

export const jobs = [defineJob({ name: 'sweep-idempotency-keys', data: Nothing, schedule: 'hourly', run: sweepKeys })]
