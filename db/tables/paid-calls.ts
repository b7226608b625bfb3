/** Number of calls of paid models, one row per kind and day. */
export interface PaidCallsTable {
  kind: 'text' | 'image'
  /** UTC, as 2026-11-25. */
  day: string
  calls: number
}

export interface PaidCallsTables {
  paid_calls: PaidCallsTable
}
