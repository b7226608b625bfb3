import type { SortKey, Window } from '../../db/window.ts'
import type { PageQuery } from '../../schemas/paging.ts'
import { invalid } from '../errors.ts'

/**
 * Order of a list: its name, and the types of the sort keys that place a row in it. A cursor of one order is refused in
 * another.
 */
export interface Order {
  name: string
  keys: readonly ('number' | 'text')[]
}

const encode = ({ name }: Order, keys: readonly SortKey[]) =>
  Buffer.from(JSON.stringify([name, ...keys])).toString('base64url')

function decode(cursor: string, order: Order): readonly SortKey[] {
  const [name, ...keys] = parse(cursor)
  const fits = order.keys.every((type, at) => (type === 'text' ? isText(keys[at]) : Number.isSafeInteger(keys[at])))
  // Encoded again, so that only the form that we give out is taken.
  if (name !== order.name || keys.length !== order.keys.length || !fits || encode(order, keys as SortKey[]) !== cursor)
    throw invalid([{ path: 'query.cursor', message: 'must be the next_cursor of an answer in the same order' }])
  return keys as SortKey[]
}

/** Text that both databases can compare. */
const isText = (value: unknown) => typeof value === 'string' && value.isWellFormed() && !value.includes('\0')

function parse(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

/** Rows to read for a page: one more than it holds, which tells whether there is a next page. */
export function windowOf<K extends SortKey = number>({ page, page_size, cursor }: PageQuery, order: Order): Window<K> {
  if (cursor === undefined) return { limit: page_size + 1, offset: ((page ?? 1) - 1) * page_size }
  if (page !== undefined) throw invalid([{ path: 'query.page', message: 'must not come together with cursor' }])
  return { limit: page_size + 1, offset: 0, after: decode(cursor, order) as readonly K[] }
}

/** Number of all rows; undefined with a cursor, which walks on without counting. Counts only what the window misses. */
export async function totalOf(
  { limit, offset, after }: Window<SortKey>,
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
  keysOf: (row: T) => readonly SortKey[],
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
