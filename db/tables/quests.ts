import type { Identity, Instant, Json, Once } from '../columns.ts'
import type { OwnerKey } from '../owner.ts'

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

export interface QuestsTables {
  quests: QuestsTable
  quest_steps_done: QuestStepsDoneTable
}
