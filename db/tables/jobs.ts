import type { Instant, Json, Once } from '../columns.ts'

/** Work that is done later. Only on SQLite: on Postgres, pg-boss keeps its queue in a schema of its own. */
export interface JobsTable {
  id: Once<string>
  name: Once<string>
  /** While a job with this key waits for its first run, no second one is taken. */
  key: Once<string | null>
  data: Once<Json>
  state: 'waiting' | 'retrying' | 'running' | 'failed'
  /** When it is to be run; while it runs, when it goes to another process; once it was given up, when it is removed. */
  due_at: Instant
  /** Runs so far, the one under way included. */
  attempt: number
  /** Names the run under way: one that lost the job to another process no longer settles it. */
  claim: string | null
  created_at: Once<Instant>
}

export interface JobsTables {
  jobs: JobsTable
}
