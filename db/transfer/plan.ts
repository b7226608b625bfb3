import type { DatabaseSync } from 'node:sqlite'
import { type Column, foreignKeysOf, type PostgresTable, tablesOf } from '../snapshot/postgres-catalog.ts'
import type { TextRow } from '../snapshot/rows-file.ts'
import { tablesOf as sqliteTablesOf } from '../snapshot/sqlite-snapshot.ts'
import type { Db } from '../tables.ts'
import { SourceTable } from './source.ts'
import { inOrder } from './table-order.ts'
import { kindOf } from './values.ts'

/** The two databases, or what they hold, do not go together. Its message holds no row. */
export class TransferFailure extends Error {}

/** One row that is not transferred, or is in the way. */
export interface ListedRow {
  table: string
  /** Where it is: its rowid in SQLite, its ctid in Postgres. */
  row: string
  reason: string
}

/** A table of both databases. */
export interface PlannedTable extends PostgresTable {
  source: SourceTable
  count: number
  keyColumns: Column[]
  keyOf(row: TextRow): TextRow
  /** A row of the destination in the texts of the source. */
  fromPostgres(row: TextRow): TextRow
}

/** The queue of SQLite: that of Postgres is pg-boss's. The migrator's tables are made by migrating. */
const isLeftOut = (name: string) => name === 'jobs' || name.startsWith('kysely_')

/** All tables, each after those that its rows refer to. */
export async function planOf(source: DatabaseSync, db: Db): Promise<PlannedTable[]> {
  const tables = (await tablesOf(db)).filter(({ name }) => !isLeftOut(name))
  const names = tables.map(({ name }) => name)
  const inSource = sqliteTablesOf(source).filter((name) => !isLeftOut(name))
  const differ = [...new Set(names).symmetricDifference(new Set(inSource))]
  if (differ.length > 0) throw new TransferFailure(`only one of the two databases has the table ${differ[0]}`)
  return inOrder(tables, await foreignKeysOf(db)).map((table) => planned(source, table))
}

function planned(database: DatabaseSync, table: PostgresTable): PlannedTable {
  const { name, columns, key } = table
  const found = database.prepare('select name from pragma_table_info(?)').all(name) as { name: string }[]
  const names = new Set(columns.map((column) => column.name))
  const [differs] = names.symmetricDifference(new Set(found.map((column) => column.name)))
  if (differs !== undefined)
    throw new TransferFailure(`only one of the two databases has the column ${name}.${differs}`)
  const kinds = columns.map(({ type }) => kindOf(type))
  const keyAt = key.map((column) => [...names].indexOf(column))
  const source = new SourceTable(database, table)
  return {
    ...table,
    source,
    count: source.count,
    keyColumns: keyAt.map((at) => columns[at] as Column),
    keyOf: (row) => keyAt.map((at) => row[at] as string | null),
    fromPostgres: (row) => row.map((text, at) => (text === null ? null : (kinds[at]?.fromPostgres(text) ?? text))),
  }
}
