/** Number of paid model calls, one row per day. */
export interface ModelCallsTable {
  /** UTC, as 2026-11-25. */
  day: string
  calls: number
}

export interface ModelCallsTables {
  model_calls: ModelCallsTable
}
