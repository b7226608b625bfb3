import type { PageQuery } from '../../schemas/paging.ts'
import { invalid } from '../errors.ts'

/** Which rows of a list a query asks for. `after` holds the sort keys of the last row of the page before. */
export interface Window {
  limit: number
  offset: number
  after?: readonly number[]
}

const encode = (order: string, keys: readonly number[]) => Buffer.from([order, ...keys].join()).toString('base64url')

function decode(cursor: string, order: string): readonly number[] {
  const [given, ...keys] = Buffer.from(cursor, 'base64url').toString().split(',')
  const numbers = keys.map(Number)
  if (given !== order || !numbers.every(Number.isSafeInteger) || encode(order, numbers) !== cursor) {
    throw invalid([{ path: 'query.cursor', message: 'must be the next_cursor of an answer in the same order' }])
  }
  return numbers
}

/**
 * One row more than the page holds is asked for: it tells whether there is a next page. `order` names what the list is
 * sorted by: a place in one order is none in another.
 */
export function windowOf({ page, page_size, cursor }: PageQuery, order: string): Window {
  if (cursor === undefined) return { limit: page_size + 1, offset: ((page ?? 1) - 1) * page_size }
  if (page !== undefined) throw invalid([{ path: 'query.page', message: 'must not come together with cursor' }])
  return { limit: page_size + 1, offset: 0, after: decode(cursor, order) }
}

/** How many rows there are in all. They are counted only when the window does not reach their end. */
export async function totalOf({ limit, offset }: Window, rows: number, count: () => Promise<number>): Promise<number> {
  const reachesEnd = rows < limit && (rows > 0 || offset === 0)
  return reachesEnd ? offset + rows : count()
}

/** `rows` is the window's answer; `count` is undefined when a cursor was given. */
export function pageOf<T>(
  { page, page_size }: PageQuery,
  rows: T[],
  count: number | undefined,
  order: string,
  keysOf: (row: T) => readonly number[],
) {
  const items = rows.slice(0, page_size)
  const last = items.at(-1)
  return {
    items,
    page: count === undefined ? null : (page ?? 1),
    page_size,
    total_items: count ?? null,
    total_pages: count === undefined ? null : Math.ceil(count / page_size),
    next_cursor: rows.length > page_size && last ? encode(order, keysOf(last)) : null,
  }
}
