import type { PageQuery } from '../schemas/paging.ts'
import { invalid } from './errors.ts'

/** Which rows of a list a query asks for. `before` is the sort key of the last row of the page before. */
export interface Window {
  limit: number
  offset: number
  before?: number
}

const encode = (key: number) => Buffer.from(String(key)).toString('base64url')

function decode(cursor: string): number {
  const key = Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isSafeInteger(key) || encode(key) !== cursor) {
    throw invalid([{ path: 'query.cursor', message: 'must be the next_cursor of an answer' }])
  }
  return key
}

/** One row more than the page holds is asked for: it tells whether there is a next page. */
export function windowOf({ page, page_size, cursor }: PageQuery): Window {
  if (cursor === undefined) return { limit: page_size + 1, offset: ((page ?? 1) - 1) * page_size }
  if (page !== undefined) throw invalid([{ path: 'query.page', message: 'must not come together with cursor' }])
  return { limit: page_size + 1, offset: 0, before: decode(cursor) }
}

/** `rows` is the window's answer; `count` is undefined when a cursor was given. */
export function pageOf<T>(
  { page, page_size }: PageQuery,
  rows: T[],
  count: number | undefined,
  keyOf: (item: T) => number,
) {
  const items = rows.slice(0, page_size)
  const last = items.at(-1)
  return {
    items,
    page: count === undefined ? null : (page ?? 1),
    page_size,
    total_items: count ?? null,
    total_pages: count === undefined ? null : Math.ceil(count / page_size),
    next_cursor: rows.length > page_size && last ? encode(keyOf(last)) : null,
  }
}
