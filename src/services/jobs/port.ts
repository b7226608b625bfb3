import type { Static, TSchema } from '@sinclair/typebox'
import type { Db } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { DAY_MS } from '../durations.ts'
import type { Job } from './job.ts'

export type Clock = Deps['clock']

export interface SendOptions {
  /** While a job with this key waits for its first run, a second one is not sent. */
  key?: string
  /** Not before this time. */
  at?: Date
}

/** Queue of background jobs: each runs at least once, in one process at a time, and is retried when it fails. */
export interface Jobs {
  /** Registers jobs with the dependencies of their handlers. To be called before any is sent or started. */
  declare<N>(needs: N, jobs: readonly Job<TSchema, N>[]): void
  /** Starts to run due jobs. Retries while the database is unavailable; never rejects. */
  start(): Promise<void>
  /** Takes no new jobs, waits up to `graceMs` for running ones, then aborts them; aborted jobs run again later. */
  stop(graceMs: number): Promise<void>
  /**
   * Puts a job into the queue. Resolves to its id, or to undefined when one with the same key already waits. In a
   * transaction (`db` is its `trx`), the job is sent only if that commits.
   */
  send<D extends TSchema, N>(
    db: Db,
    job: Job<D, N>,
    data: Static<D>,
    options?: SendOptions,
  ): Promise<string | undefined>
  /** Removes a job that waits, and aborts one that runs. False when there is none. */
  cancel<D extends TSchema, N>(db: Db, job: Job<D, N>, id: string): Promise<boolean>
  state(): 'ok' | 'degraded' | 'down'
}

/** Log of jobs: name, id, attempt and milliseconds of a run, never its data. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Milliseconds for which a job that was given up is kept, to be looked at. */
export const FAILED_KEPT_MS = 7 * DAY_MS

/** Milliseconds after which other processes take over the jobs of a process that stopped renewing its leases. */
export const LEASE_MS = 30_000

/** The key of the one job that waits for the next time of a schedule. */
export const SCHEDULED = 'scheduled'
