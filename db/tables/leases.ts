import type { Instant, Json } from '../columns.ts'

/** Work that many requests share, one row per key. */
export interface LeasesTable {
  key: string
  /** Random id of the attempt that works: one that has lost its lease can no longer store an outcome. */
  holder: string
  /** Raised by each heartbeat of the holder, and by the outcome: with `holder` it tells whether the row has changed. */
  heartbeat: number
  /** Null while the work is running. */
  outcome: Json | null
  /** Only for the removal of old rows. Clocks of several machines disagree, so no time decides who holds a lease. */
  updated_at: Instant
}

export interface LeasesTables {
  leases: LeasesTable
}
