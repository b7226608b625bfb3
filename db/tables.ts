import type { Kysely } from 'kysely'
import type { Identity, Instant, Json, Once } from './columns.ts'
import type { OwnerKey } from './owner.ts'

/** Latest state of each play session. A deleted save stays as a row with `deleted_at`: its version counts on from there. */
export interface PartiesTable {
  id: Once<string>
  owner: Once<OwnerKey>
  session_id: Once<string>
  /** The whole state, with its members in one order. Null once deleted. */
  state: Json | null
  /** What lists show of the state, where the state has it. */
  party_name: string | null
  scene_index: number | null
  /** UTF-8 bytes of the state. */
  size_bytes: number
  version: number
  /** Versions kept of this save, the current one included; the history trigger drops older ones. */
  versions_kept: number
  created_at: Once<Instant>
  updated_at: Instant
  deleted_at: Instant | null
}

/** States that a later save replaced. Filled by a trigger, so that no writer can forget it; emptied when the save is deleted. */
export interface PartyVersionsTable {
  party_id: string
  version: number
  state: Json
  party_name: string | null
  scene_index: number | null
  size_bytes: number
  updated_at: Instant
}

export interface QuestsTable {
  id: Identity
  owner: Once<OwnerKey>
  session_id: Once<string>
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
  /** The operation and its owner. */
  scope: string
  key: string
  body_hash: string
  /** Attempt that works on it: an attempt that lost its claim can no longer finish. */
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

/** Paid calls of models, one row for each day. */
export interface ModelCallsTable {
  /** UTC, as 2026-11-25. */
  day: string
  calls: number
}

export interface Tables {
  parties: PartiesTable
  party_versions: PartyVersionsTable
  quests: QuestsTable
  quest_steps_done: QuestStepsDoneTable
  idempotency_keys: IdempotencyKeysTable
  jobs: JobsTable
  model_calls: ModelCallsTable
}

export type Db = Kysely<Tables>
