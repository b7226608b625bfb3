import type { Identity, Instant, Json, Once } from '../columns.ts'
import type { OwnerKey } from '../owner.ts'

export interface QuestsTable {
  id: Identity
  owner: OwnerKey
  session_id: Once<string>
  created_at: Once<Instant>
  help_mode: Once<string>
  /** The quest, its request and `served_by`; everything but the steps done. */
  quest_json: Once<Json>
  steps_total: Once<number>
  sgxp_total: Once<number>
  /** Sums over quest_steps_done, for sorting and filtering; updated in the same transaction. */
  steps_done: number
  sgxp_earned: number
}

/** Steps that are done, one row each. */
export interface QuestStepsDoneTable {
  quest_id: number
  step_id: number
  done_at: Instant
}

export interface QuestsTables {
  quests: QuestsTable
  quest_steps_done: QuestStepsDoneTable
}
