import { type Insertable, sql } from 'kysely'
import type { JobsTable } from '../../../db/tables/jobs.ts'
import type { Db } from '../../../db/tables.ts'

type NewJob = Pick<Insertable<JobsTable>, 'id' | 'name' | 'key' | 'data' | 'due_at' | 'created_at'>
type Mine = { id: string; claim: string }

/** Puts a job into the queue. No row comes back when one with its key waits. */
export const insertJob = (db: Db, job: NewJob) =>
  db
    .insertInto('jobs')
    .values({ ...job, state: 'waiting', attempt: 0, claim: null })
    .onConflict((conflict) => conflict.columns(['name', 'key']).where('state', '=', sql.lit('waiting')).doNothing())
    .returning('id')
    .executeTakeFirst()

/** Gives each of so many due jobs to a run, until its lease ends. One whose earlier run fell silent is due too. */
export const claimDue = (
  db: Db,
  { name, now, lease_until, claim, limit, except }: DueJobs & { lease_until: string; claim: string; limit: number },
) =>
  db
    .updateTable('jobs')
    .set((set) => ({ state: 'running', due_at: lease_until, claim, attempt: set('attempt', '+', 1) }))
    .where('id', 'in', (jobs) =>
      jobs
        .selectFrom('jobs')
        .select('id')
        .where('name', '=', name)
        .where('due_at', '<=', now)
        .where('state', '<>', 'failed')
        .where('id', 'not in', except)
        .orderBy('due_at')
        .limit(limit),
    )
    .returning(['id', 'name', 'key', 'data', 'attempt'])
    .execute()

interface DueJobs {
  name: string
  now: string
  /** The ids of what this process runs: it knows better than a lease that it lives. */
  except: string[]
}

/** The job of these names about which something is to be done next. */
export const nextDue = (db: Db, names: string[], except: string[]) =>
  db
    .selectFrom('jobs')
    .select('due_at')
    .where('name', 'in', names)
    .where('id', 'not in', except)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()

/** Prolongs a lease. No row comes back when the job is another's, or was cancelled. */
export const renew = (db: Db, { id, claim, lease_until }: Mine & { lease_until: string }) =>
  db
    .updateTable('jobs')
    .set({ due_at: lease_until })
    .where('id', '=', id)
    .where('claim', '=', claim)
    .returning('id')
    .executeTakeFirst()

/** Takes a job that is done out of the queue, unless another run has it by now. */
export const removeDone = (db: Db, { id, claim }: Mine) =>
  db.deleteFrom('jobs').where('id', '=', id).where('claim', '=', claim).execute()

/** Keeps a job whose run failed, to be tried again or to be looked at, unless another run has it by now. */
export const keepFailed = (
  db: Db,
  { id, claim, state, due_at }: Mine & { state: 'retrying' | 'failed'; due_at: string },
) =>
  db.updateTable('jobs').set({ state, due_at, claim: null }).where('id', '=', id).where('claim', '=', claim).execute()

/** Takes a job out of the queue that is not given up. */
export const removeJob = (db: Db, { id, name }: { id: string; name: string }) =>
  db
    .deleteFrom('jobs')
    .where('id', '=', id)
    .where('name', '=', name)
    .where('state', '<>', 'failed')
    .returning('id')
    .executeTakeFirst()

/** Removes jobs of these names that were given up long ago. */
export const removeExpired = (db: Db, names: string[], now: string) =>
  db.deleteFrom('jobs').where('name', 'in', names).where('state', '=', 'failed').where('due_at', '<=', now).execute()

/** Removes what a schedule has sent for later: it may have changed. What is overdue stays, and is run once. */
export const removeScheduled = (db: Db, { name, key, now }: { name: string; key: string; now: string }) =>
  db
    .deleteFrom('jobs')
    .where('name', '=', name)
    .where('key', '=', key)
    .where('state', '=', 'waiting')
    .where('due_at', '>', now)
    .execute()
