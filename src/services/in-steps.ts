/** Rows that are read at a time. */
const STEP = 100

/** Walks over rows by their ids, a step at a time, so that no list fills the memory. `read` gives those after an id, in its order. */
export async function* inSteps<T extends { id: string }>(
  read: (after: string, limit: number) => Promise<T[]>,
): AsyncGenerator<T> {
  for (let after = ''; ; ) {
    const rows = await read(after, STEP)
    yield* rows
    const last = rows.at(-1)
    if (rows.length < STEP || !last) return
    after = last.id
  }
}
