import type { Instant, Json, Once } from '../columns.ts'
import type { OwnerKey } from '../owner.ts'

/** Prices of outside services. Rows are added and never edited: what was paid keeps its price. */
export interface ServicePricingTable {
  key: Once<string>
  version: Once<number>
  /** Millionths of a US dollar for `per` units. */
  price_micro_usd: Once<number>
  per: Once<number>
  unit: Once<string>
  effective_from: Once<Instant>
}

export type SpendState = 'reserved' | 'spent' | 'released'

/** Paid calls of outside services, one row each. Kept for good: the row of a deleted user has no owner. */
export interface SpendEventsTable {
  id: Once<string>
  /** Null for what the service pays for all, such as scenes. */
  owner: OwnerKey | null
  service: Once<string>
  provider: Once<string>
  model: Once<string>
  persona_id: Once<string | null>
  state: SpendState
  /** The most that the call may cost: what was reserved. */
  estimate_micro_usd: Once<number>
  /** Null while the money is reserved. */
  cost_micro_usd: number | null
  /** Version of each price that was used, by its key; null for a price that was unknown. */
  price_versions: Once<Json>
  created_at: Once<Instant>
  settled_at: Instant | null
  /** When a reservation that has not been settled counts as spent. */
  expires_at: Once<Instant>
}

/** The owner of a budget, or the service as a whole. */
export type Scope = `user:${string}` | 'service'

/** Sums of the events of a window of time, which are compared with the limit. Windows of one scope and kind never overlap. */
export interface SpendTotalsTable {
  scope: Once<Scope>
  kind: Once<'day' | 'month'>
  starts_at: Once<Instant>
  ends_at: Once<Instant>
  reserved_micro_usd: number
  spent_micro_usd: number
  alerted_at: Instant | null
}

export interface UserBudgetSettingsTable {
  user_id: Once<string>
  max_cost_per_call_micro_usd: number | null
  daily_limit_micro_usd: number | null
  monthly_limit_micro_usd: number | null
  alert_threshold_percent: number
  warn_at_percent_per_call: number
  /** 0 or 1. */
  enable_auto_cutoff: number
  timezone: string
  updated_at: Instant
}

export interface SpendingTables {
  service_pricing: ServicePricingTable
  spend_events: SpendEventsTable
  spend_totals: SpendTotalsTable
  user_budget_settings: UserBudgetSettingsTable
}
