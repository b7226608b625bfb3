import type { Instant, Json, Once } from '../columns.ts'

/** Queue of background jobs on SQLite. On Postgres, pg-boss keeps its queue in its own schema. */
export interface JobsTable {
  id: Once<string>
  name: Once<string>
  /** While a job with this key waits for its first run, no second one is taken. */
  key: Once<string | null>
  data: Once<Json>
  state: 'waiting' | 'retrying' | 'running' | 'failed'
  /** waiting, retrying: time of the run. running: end of its lease. failed: time of its removal. */
  due_at: Instant
  /** Number of runs, the current one included. */
  attempt: number
  /** Id of the current run: one that has lost the job to another process can no longer settle it. */
  claim: string | null
  created_at: Once<Instant>
}

export interface JobsTables {
  jobs: JobsTable
}
