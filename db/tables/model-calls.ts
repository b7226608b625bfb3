/** Paid calls of models, one row for each day. */
export interface ModelCallsTable {
  /** UTC, as 2026-11-25. */
  day: string
  calls: number
}

export interface ModelCallsTables {
  model_calls: ModelCallsTable
}
