import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../tables.ts'
import { writeObjects } from './objects-file.ts'
import { type PostgresTable, sequencesOf, tablesOf } from './postgres-catalog.ts'
import { readRows, type TextRow, writeRows } from './rows-file.ts'
import { MIGRATIONS, type ObjectRow, type OnProgress, type Snapshot, type TableSum } from './snapshot.ts'

/** Rows of one answer. A first one is small, for a row may have megabytes. */
const FETCH = { first: 8, most: 200, characters: 4_000_000 }

/**
 * Settings of a transaction that reads or writes everything: one text for each value and no limits of time, whatever
 * the server, the role or the URL set.
 */
export async function setUp(trx: Db) {
  await sql`select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true),
    set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true), set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true)`.execute(trx)
}

export const fileOfTable = (table: string) => `${table}.ndjson.gz`

/**
 * Writes every table to a file of its own. In a transaction that sees one moment: repeatable read, or with every table
 * locked. In memory are a few megabytes of rows.
 */
export async function snapshotPostgres(trx: Db, folder: string, onProgress: OnProgress): Promise<Snapshot> {
  await setUp(trx)
  const tables = await tablesOf(trx)
  const sums: TableSum[] = []
  for (const [done, table] of tables.entries()) {
    onProgress(done / tables.length)
    const sum = await writeRows(join(folder, fileOfTable(table.name)), batchesOf(trx, table))
    sums.push({ name: table.name, ...sum, columns: table.columns.map(({ name }) => name) })
  }
  await writeObjects(folder, objectsOf(trx, tables))
  const sequences = (await sequencesOf(trx)).map(({ table, column, last }) => ({ table, column, last }))
  const migrations = await migrationsOf(trx, tables)
  return { migrations, tables: sums, sequences, files: sums.map(({ name }) => fileOfTable(name)) }
}

/** Applied migrations; none when the database has no such table. */
export async function migrationsOf(db: Db, tables: PostgresTable[]): Promise<string[]> {
  if (!tables.some(({ name }) => name === MIGRATIONS.table)) return []
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(MIGRATIONS.table)} order by name collate "C"`.execute(db)
  return rows.map(({ name }) => name)
}

/** Rows of a table as text, through a cursor. */
export const batchesOf = (trx: Db, { name, columns, order }: PostgresTable) =>
  fetched(
    trx,
    columns.map((column) => column.name),
    sql`from ${sql.table(name)} order by ${order}`,
  )

/** Columns of rows as text, through a cursor: one at a time in a transaction. */
export async function* fetched(trx: Db, columns: string[], from: RawBuilder<unknown>): AsyncGenerator<TextRow[]> {
  const values = columns.map((column, at) => sql`${sql.ref(column)}::text as ${sql.ref(`c${at}`)}`)
  await sql`declare snapshot_rows no scroll cursor for select ${sql.join(values)} ${from}`.execute(trx)
  const fetchNext = (count: number) => sql<object>`fetch ${sql.lit(count)} from snapshot_rows`.execute(trx)
  let fetching = fetchNext(FETCH.first)
  for (;;) {
    const { rows } = await fetching
    if (rows.length === 0) break
    const batch = rows.map((row) => Object.values(row) as TextRow)
    fetching = fetchNext(nextCount(batch))
    // A consumer that stops does not look at it.
    fetching.catch(() => {})
    // The statement leaves: Postgres reads the next rows while these are used.
    await turn()
    yield batch
  }
  await sql`close snapshot_rows`.execute(trx)
}

function nextCount(batch: TextRow[]) {
  const characters = batch.reduce((sum, row) => sum + row.reduce((of, value) => of + (value?.length ?? 0), 0), 1)
  return Math.max(1, Math.min(FETCH.most, Math.floor((FETCH.characters * batch.length) / characters)))
}

async function* objectsOf(trx: Db, tables: PostgresTable[]): AsyncGenerator<ObjectRow> {
  if (!tables.some(({ name }) => name === 'blobs')) return
  const columns = ['storage_key', 'size_bytes', 'sha256', 'content_type']
  const ready = sql`from (select distinct on (storage_key) * from blobs where state = 'ready') as ready
    order by storage_key collate "C"`
  for await (const batch of fetched(trx, columns, ready))
    for (const [key, size, sha256, content_type] of batch as [string, string, string, string][])
      yield { key, size_bytes: Number(size), sha256, content_type }
}

/** Reads every file again, row by row. Throws `Unsound` when one cannot be read. */
export async function readPostgresSnapshot(folder: string, tables: TableSum[]) {
  const sums: TableSum[] = []
  let migrations: string[] = []
  for (const { name, columns = [] } of tables) {
    const rows = readRows(join(folder, fileOfTable(name)), columns.length)
    let step = await rows.next()
    for (; !step.done; step = await rows.next()) {
      if (name !== MIGRATIONS.table) continue
      const at = columns.indexOf(MIGRATIONS.column)
      migrations = [...migrations, ...step.value.map((row) => row[at] ?? '')]
    }
    sums.push({ name, ...step.value, columns })
  }
  return { migrations: migrations.sort(), tables: sums }
}
