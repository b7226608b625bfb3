import type { Static, TSchema } from '@sinclair/typebox'
import type { Db } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import type { Job } from './job.ts'

export type Clock = Deps['clock']

export interface SendOptions {
  /** While a job with this key waits for its first run, a second one is not sent. */
  key?: string
  /** Not before this time. */
  at?: Date
}

/** Work that is done later, and again when it fails: at least once, and by one process at a time. */
export interface Jobs {
  /** Which jobs there are, before any is sent or started, with what their handlers need. */
  declare<N>(needs: N, jobs: readonly Job<TSchema, N>[]): void
  /** Begins to run what is due. Goes on trying while the database is away; never rejects. */
  start(): Promise<void>
  /** Takes nothing new, waits so long for what runs, then aborts it: it is run again later. */
  stop(graceMs: number): Promise<void>
  /**
   * Puts a job into the queue and answers its id; undefined when one with the same key already waits. In a transaction
   * (`db` is its `trx`) it is there exactly if that commits.
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

/** What jobs log: name, id, attempt and milliseconds of a run, never its data. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Milliseconds for which a job that was given up is kept, to be looked at. */
export const FAILED_KEPT_MS = 7 * 24 * 3_600_000

/** Milliseconds after which the jobs of a process that fell silent go to others. */
export const LEASE_MS = 30_000

/** The key of the one job that waits for the next time of a schedule. */
export const SCHEDULED = 'scheduled'
