import { type AnonymousTable, lastOfStep } from '../../db/anonymous-rows.ts'
import type { Env } from '../../schemas/env/index.ts'
import type { Deps } from '../deps.ts'
import { DAY_MS } from './durations.ts'

/** Rows that one statement looks at: requests that write the same table wait for it. */
const STEP = 500

export type Needs = Pick<Deps, 'db' | 'clock'> & { env: Pick<Env, 'ANONYMOUS_RETENTION_DAYS'> }

/** Part of a table: the rows with ids after one, up to another one, or to the end. */
export interface Step<Id> {
  after: Id
  until: Id | undefined
  /** Rows last written before this time have been idle for too long. */
  before: string
  now: string
}

interface Walked<Id> {
  table: AnonymousTable
  /** Sorts before every id of the table. */
  first: Id
  deleteIdle(step: Step<Id>): Promise<unknown>
}

/**
 * Deletes what anonymous sessions have not written for `ANONYMOUS_RETENTION_DAYS`; without it, nothing. Walks over the
 * table by its ids: an index by time would cost every write.
 */
export async function deleteIdle<Id extends number | string>(
  { db, clock, env }: Needs,
  signal: AbortSignal,
  { table, first, deleteIdle }: Walked<Id>,
) {
  const days = env.ANONYMOUS_RETENTION_DAYS
  if (days === undefined) return
  const now = clock.now()
  const before = new Date(now.getTime() - days * DAY_MS).toISOString()
  let after = first
  for (;;) {
    signal.throwIfAborted()
    const last = await lastOfStep<Id>(db, table, { after, size: STEP })
    await deleteIdle({ after, until: last?.id, before, now: now.toISOString() })
    if (!last) return
    after = last.id
  }
}
