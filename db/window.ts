/** A value that a list is sorted by. */
export type SortKey = number | string

/** Rows of a list that a query asks for. `after` holds the sort keys of the last row of the page before. */
export interface Window<K extends SortKey = number> {
  limit: number
  offset: number
  after?: readonly K[]
}
