import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { givenRows, givenValue, insertRows } from '../snapshot/postgres-rows.ts'
import type { TextRow } from '../snapshot/rows-file.ts'
import type { Db } from '../tables.ts'
import type { ListedRow, PlannedTable } from './plan.ts'
import { refusalOf } from './refusal.ts'
import { RowSum } from './row-sum.ts'
import type { SourceRow } from './source.ts'
import type { Standing } from './standing.ts'
import { Fault } from './values.ts'

/** Rows, and characters, of one statement. */
const BATCH = { rows: 1_000, characters: 1_000_000 }

type Row = SourceRow & { row: TextRow }

export interface Copied {
  /** Of the rows that the destination now holds. */
  sum: RowSum
  inserted: number
  refused: number
}

interface Events {
  /** Whether the destination has every row already. */
  isThere?: boolean
  onRefused(row: ListedRow): void
  onRows(count: number): void
}

/** Statements at the same time: Postgres works on one more while the rows of the next one are read. */
export const AT_ONCE = 2

/**
 * Copies the rows of a table that the destination does not have. Each statement is a transaction of its own, so that what
 * was copied stays when the process is killed; in a transaction of the caller it is a savepoint.
 */
export async function copyTable(db: Db, table: PlannedTable, standing: Standing, events: Events): Promise<Copied> {
  const isThere = standing.same === table.count
  const copying = new Copying(db, table, { ...events, isThere })
  await copying.replaceSeeded(standing)
  const writing = new Set<Promise<void>>()
  try {
    for (const batch of batchesOf(table.source.rows())) {
      const written: Promise<void> = copying.store(batch).finally(() => writing.delete(written))
      writing.add(written)
      // What fails here is met by the race, or by the last line.
      written.catch(() => {})
      // The statement leaves before the next rows are read.
      await turn()
      if (writing.size >= (db.isTransaction ? 1 : AT_ONCE)) await Promise.race(writing)
    }
    await Promise.all(writing)
  } finally {
    await Promise.allSettled(writing)
  }
  return copying
}

class Copying implements Copied {
  readonly #db: Db
  readonly #table: PlannedTable
  readonly #events: Events
  readonly sum = new RowSum()
  inserted = 0
  refused = 0

  constructor(db: Db, table: PlannedTable, events: Events) {
    this.#db = db
    this.#table = table
    this.#events = events
  }

  async replaceSeeded({ replaced, removed }: Standing) {
    const { name, key, columns, keyColumns, source } = this.#table
    const find = source.finder(key)
    const rows = replaced.map((values) => find(values)?.row).filter((row) => Array.isArray(row))
    const isKey = sql.join(key.map((column) => sql.ref(column)))
    const others = columns.filter((column) => !key.includes(column.name))
    const set = sql.join(others.map((column) => sql`${sql.ref(column.name)} = excluded.${sql.ref(column.name)}`))
    if (rows.length > 0)
      await insertRows(this.#db, name, columns, rows, sql`on conflict (${isKey}) do update set ${set}`)
    if (removed.length > 0)
      await sql`delete from ${sql.table(name)} where (${isKey}) in
        (select ${sql.join(keyColumns.map(givenValue))} from ${givenRows(keyColumns, removed)})`.execute(this.#db)
  }

  async store(batch: SourceRow[]) {
    const rows = batch.filter((it): it is Row => !this.#isFault(it))
    await this.#storeAll(rows)
    this.#events.onRows(batch.length)
  }

  #isFault({ place, row }: SourceRow) {
    if (row instanceof Fault) this.#refuse(place, row.reason)
    return row instanceof Fault
  }

  #refuse(place: SourceRow['place'], reason: string) {
    this.refused++
    const { name, source } = this.#table
    this.#events.onRefused({ table: name, row: source.labelOf(place), reason })
  }

  /** Halves what Postgres refuses until it is one row. */
  async #storeAll(rows: Row[]): Promise<void> {
    if (rows.length === 0) return
    const reason = this.#events.isThere ? undefined : await this.#attempt(() => this.#insertNew(rows))
    if (reason === undefined) {
      for (const { row } of rows) this.sum.add(row)
    } else if (rows.length === 1) {
      this.#refuse((rows[0] as Row).place, reason)
    } else {
      const middle = rows.length >> 1
      await this.#storeAll(rows.slice(0, middle))
      await this.#storeAll(rows.slice(middle))
    }
  }

  /** Rows that are there stay. When one is neither there nor new, another unique key is in its way. */
  async #insertNew(rows: Row[]) {
    const { name, columns } = this.#table
    const texts = rows.map(({ row }) => row)
    const inserted = await insertRows(this.#db, name, columns, texts, sql`on conflict do nothing`)
    this.inserted += inserted
    const missing = inserted < rows.length ? await this.#missingOf(texts) : []
    // Without the clause, Postgres says which key it is.
    if (missing.length > 0) await insertRows(this.#db, name, columns, missing)
  }

  async #missingOf(rows: TextRow[]): Promise<TextRow[]> {
    const { name, keyColumns, keyOf } = this.#table
    const equal = keyColumns.map((column, at) => sql`${sql.ref(`t.${column.name}`)} = ${givenValue(column, at)}`)
    const given = givenRows(keyColumns, rows.map(keyOf))
    const { rows: keys } = await sql<object>`select given.* from ${given}
      where not exists (select from ${sql.table(name)} as t where ${sql.join(equal, sql` and `)})`.execute(this.#db)
    const missing = new Set(keys.map((key) => JSON.stringify(Object.values(key))))
    return rows.filter((row) => missing.has(JSON.stringify(keyOf(row))))
  }

  /** Why the rows are refused; undefined when they are stored. */
  async #attempt(work: () => Promise<void>): Promise<string | undefined> {
    const isNested = this.#db.isTransaction
    const before = this.inserted
    if (isNested) await sql`savepoint rows`.execute(this.#db)
    try {
      await work()
      if (isNested) await sql`release savepoint rows`.execute(this.#db)
      return undefined
    } catch (error) {
      const reason = refusalOf(error)
      if (reason === undefined) throw error
      if (!isNested) return reason
      await sql`rollback to savepoint rows`.execute(this.#db)
      await sql`release savepoint rows`.execute(this.#db)
      this.inserted = before
      return reason
    }
  }
}

function* batchesOf(rows: Iterable<SourceRow>): Generator<SourceRow[]> {
  let batch: SourceRow[] = []
  let characters = 0
  for (const it of rows) {
    batch.push(it)
    if (!(it.row instanceof Fault)) for (const text of it.row) characters += text?.length ?? 0
    if (batch.length < BATCH.rows && characters < BATCH.characters) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}
