import type { Deps } from '../../deps.ts'
import { DAY_MS } from '../durations.ts'
import { type Attempt, defineJob } from '../jobs/job.ts'
import { Nothing } from '../jobs/nothing.ts'
import type { Needs as Retention } from '../retention.ts'
import * as store from './store.ts'

const BATCH = 100

/**
 * Settles reservations that their processes have not: they died, or could not reach the database. Each counts as spent at
 * its estimate. What became of the call is unknown, and the provider may have charged it: a budget that forgot it could
 * be exceeded by as much as all calls that were under way.
 */
async function expire(
  { db, clock, paidCalls }: Pick<Deps, 'db' | 'clock' | 'paidCalls'>,
  _data: object,
  { signal }: Attempt,
) {
  for (;;) {
    const expired = await store.listExpired(db, { now: clock.now().toISOString(), limit: BATCH })
    for (const event of expired) {
      signal.throwIfAborted()
      await paidCalls.expire(event)
    }
    if (expired.length < BATCH) return
  }
}

export const expireReservations = defineJob({
  name: 'expire-reservations',
  data: Nothing,
  schedule: 'hourly',
  run: expire,
})

/** Events that one statement writes: settlements of these wait for it. */
const STEP = 500

/** The id of a session alone gives access to what it has: it is not kept for longer than that. */
async function forget({ db, clock, env }: Retention, _data: object, { signal }: Attempt) {
  const days = env.ANONYMOUS_RETENTION_DAYS
  if (days === undefined) return
  const before = new Date(clock.now().getTime() - days * DAY_MS).toISOString()
  for (;;) {
    signal.throwIfAborted()
    const events = await store.listForgettable(db, { before, limit: STEP })
    const ids = events.map(({ id }) => id)
    if (ids.length > 0) await store.forgetSessions(db, ids)
    if (ids.length < STEP) return
  }
}

export const forgetSpendingSessions = defineJob({
  name: 'forget-spending-sessions',
  data: Nothing,
  schedule: 'daily',
  run: forget,
})

export const jobs = [expireReservations, forgetSpendingSessions]
