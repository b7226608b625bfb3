/** Rows of a list that a query asks for. `after` holds the sort keys of the last row of the page before. */
export interface Window {
  limit: number
  offset: number
  after?: readonly number[]
}
