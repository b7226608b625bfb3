import type { Instant, Once } from '../columns.ts'

/** Reasons for a call: those of the service, and those that users write. */
export interface CallScenarioTemplatesTable {
  /** A slug, unique among all. */
  id: Once<string>
  /** Null for those of the service. */
  user_id: Once<string | null>
  name: string
  scenario_text: string
  icon: string
  use_count: number
  last_used_at: Instant | null
  /** As in personas. */
  content_hash: string | null
  deleted_at: Instant | null
  created_at: Once<Instant>
  updated_at: Instant
}

export interface ScenariosTables {
  call_scenario_templates: CallScenarioTemplatesTable
}
