const PAGE = 50

/** All rows of a query that reads some rows after a key, page by page, so that no list fills the memory. */
export async function* eachRow<Row, Key>(
  first: Key,
  read: (after: Key, limit: number) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
  pageSize = PAGE,
): AsyncGenerator<Row, void, undefined> {
  let after = first
  for (;;) {
    const rows = await read(after, pageSize)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    after = keyOf(last)
  }
}
