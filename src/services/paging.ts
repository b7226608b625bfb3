import type { Window } from '../../db/window.ts'
import type { PageQuery } from '../../schemas/paging.ts'
import { invalid } from '../errors.ts'

/** Order of a list: its name, and how many sort keys place a row in it. A cursor of one order is refused in another. */
export interface Order {
  name: string
  keys: number
}

const encode = ({ name }: Order, keys: readonly number[]) => Buffer.from([name, ...keys].join()).toString('base64url')

function decode(cursor: string, order: Order): readonly number[] {
  const [name, ...keys] = Buffer.from(cursor, 'base64url').toString().split(',')
  const numbers = keys.map(Number)
  const isWhole = numbers.length === order.keys && numbers.every(Number.isSafeInteger)
  // Encoded again, so that only the form that we give out is taken.
  if (name !== order.name || !isWhole || encode(order, numbers) !== cursor) {
    throw invalid([{ path: 'query.cursor', message: 'must be the next_cursor of an answer in the same order' }])
  }
  return numbers
}

/** Rows to read for a page: one more than it holds, which tells whether there is a next page. */
export function windowOf({ page, page_size, cursor }: PageQuery, order: Order): Window {
  if (cursor === undefined) return { limit: page_size + 1, offset: ((page ?? 1) - 1) * page_size }
  if (page !== undefined) throw invalid([{ path: 'query.page', message: 'must not come together with cursor' }])
  return { limit: page_size + 1, offset: 0, after: decode(cursor, order) }
}

/** Number of all rows; undefined with a cursor, which walks on without counting. Counts only what the window misses. */
export async function totalOf(
  { limit, offset, after }: Window,
  rows: number,
  count: () => Promise<{ count: number }>,
): Promise<number | undefined> {
  if (after !== undefined) return undefined
  const reachesEnd = rows < limit && (rows > 0 || offset === 0)
  return reachesEnd ? offset + rows : (await count()).count
}

/** The page: its rows, and where the next one begins. `total` is undefined with a cursor, null when it was not counted to the end. */
export function pageOf<T>(
  { page, page_size }: PageQuery,
  rows: T[],
  total: number | null | undefined,
  order: Order,
  keysOf: (row: T) => readonly number[],
) {
  const items = rows.slice(0, page_size)
  const last = items.at(-1)
  return {
    items,
    page: total === undefined ? null : (page ?? 1),
    page_size,
    total_items: total ?? null,
    total_pages: typeof total === 'number' ? Math.ceil(total / page_size) : null,
    next_cursor: rows.length > page_size && last ? encode(order, keysOf(last)) : null,
  }
}
