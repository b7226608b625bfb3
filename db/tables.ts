import type { Kysely } from 'kysely'
import type { Identity, Instant, Json, Once } from './columns.ts'

/** Latest state of each play session. */
export interface PartiesTable {
  id: Once<string>
  session_id: Once<string>
  user_id: string | null
  name: string
  scene_index: number
  symbol_choice: string | null
  heroes: Json
  choices: Json
  /** Members of the state that the contract does not know. */
  extras: Json
  /** UTF-8 bytes of the state. */
  size_bytes: number
  version: number
  /** How many versions this save keeps, the current one included; the history trigger drops older ones. */
  versions_kept: number
  created_at: Once<Instant>
  updated_at: Instant
}

/** The states that a later save replaced. Filled by a trigger, so that no writer can forget it. */
export interface PartyVersionsTable {
  party_id: string
  version: number
  name: string
  scene_index: number
  symbol_choice: string | null
  heroes: Json
  choices: Json
  extras: Json
  size_bytes: number
  updated_at: Instant
}

/**
 * How far a deleted save had come. A new save of the session counts on from there, so that a version never names two
 * states: who still holds the tag of the old one must not overwrite the new one. Filled by a trigger.
 */
export interface DeletedSavesTable {
  session_id: string
  version: number
}

export interface QuestsTable {
  id: Identity
  session_id: Once<string>
  user_id: string | null
  created_at: Once<Instant>
  help_mode: Once<string>
  /** The whole quest, with the request it was written for and who wrote it: all but which steps are done. */
  quest_json: Once<Json>
  steps_total: Once<number>
  sgxp_total: Once<number>
  /** Sums over quest_steps_done, to sort, filter and sum by; changed in one transaction with it. */
  steps_done: number
  sgxp_earned: number
}

/** A row for each step that is done. */
export interface QuestStepsDoneTable {
  quest_id: number
  step_id: number
  done_at: Instant
}

/** What was answered to a request with an Idempotency-Key. */
export interface IdempotencyKeysTable {
  /** Whose key it is, and for which operation. */
  scope: string
  key: string
  body_hash: string
  /** Names the attempt that works on it: one that was given up for dead can no longer finish. */
  claim: string
  created_at: Instant
  /** Null while the first request is still running. */
  answer: Json | null
  /** What the answer is about, for it goes when that goes. */
  subject: string | null
}

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

export interface Tables {
  parties: PartiesTable
  party_versions: PartyVersionsTable
  deleted_saves: DeletedSavesTable
  quests: QuestsTable
  quest_steps_done: QuestStepsDoneTable
  idempotency_keys: IdempotencyKeysTable
  jobs: JobsTable
}

export type Db = Kysely<Tables>
