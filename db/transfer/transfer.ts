import type { DatabaseSync } from 'node:sqlite'
import type { Connection } from '../connect.ts'
import { applyMigrations, migrationNames } from '../migrate.ts'
import { sequencesOf } from '../snapshot/postgres-catalog.ts'
import { moveOn } from '../snapshot/postgres-replace.ts'
import { sequencesOf as sqliteSequencesOf } from '../snapshot/sqlite-replace.ts'
import { migrationsOf } from '../snapshot/sqlite-snapshot.ts'
import type { Db } from '../tables.ts'
import { type Copied, copyTable } from './copy-table.ts'
import { assertKnown, assertUnused, missingMigrations } from './destination.ts'
import { type ListedRow, type PlannedTable, planOf, TransferFailure } from './plan.ts'
import { reading, sumOf } from './read-back.ts'
import type { RowSum } from './row-sum.ts'
import type { Seeds } from './seeds.ts'
import { type Standing, standingOf } from './standing.ts'

export interface TransferOptions {
  /** Does everything in one transaction, and takes it back. */
  isDryRun: boolean
  seeds: Seeds
  /** Milliseconds to wait until what is connected to the destination is gone. */
  waitMs?: number
  /** A row of the source that the destination cannot store. */
  onRefused(row: ListedRow): void
  /** A row of the destination that the source does not have, or has otherwise. */
  onConflict(row: ListedRow): void
  /** `share` is from 0 to 1. */
  onProgress(share: number, text: string): void
}

export interface TransferredTable {
  name: string
  /** Rows of the source. */
  rows: number
  refused: number
  /** Rows that were not there before. */
  inserted: number
  /** Rows that came with the service in the destination, and that the source does not have. */
  kept: number
  /** Sum of the rows of the source that can be stored. */
  sum: string
  /** Whether the destination, read again, holds as many rows with the same sum. */
  isEqual: boolean
}

export interface Transferred {
  /** Rows of the destination that are in the way. When there are any, nothing was written. */
  conflicts: number
  /** None when there are conflicts. */
  tables: TransferredTable[]
}

/** Copies all rows of a SQLite database, which must not change meanwhile, to Postgres, and compares. */
export async function transfer(source: DatabaseSync, to: Connection, options: TransferOptions): Promise<Transferred> {
  const applied = migrationsOf(source)
  assertKnown('the source', applied)
  if (applied.length < migrationNames.length)
    throw new TransferFailure('the source is of an older version: bring it up to date first, by npm run migrate')
  const missing = await missingMigrations(to.db)
  await assertUnused(to.db, options.waitMs)
  if (!options.isDryRun) {
    await to.migrate()
    return run(source, to.db, options)
  }
  const trx = await to.db.startTransaction().execute()
  try {
    await applyMigrations(trx, 'postgres', missing)
    return await run(source, trx, options)
  } finally {
    await trx.rollback().execute()
  }
}

async function run(source: DatabaseSync, db: Db, options: TransferOptions): Promise<Transferred> {
  const tables = await planOf(source, db)
  const { standings, conflicts } = await compareBefore(db, tables, options)
  if (conflicts > 0) return { conflicts, tables: [] }
  const show = progressOf(tables, options)
  const copied = new Map<string, Copied>()
  for (const table of tables) {
    const onRows = (rows: number) => show(table.name, rows)
    const standing = standings.get(table.name) as Standing
    copied.set(table.name, await copyTable(db, table, standing, { onRefused: options.onRefused, onRows }))
  }
  if (!options.isDryRun) await moveSequencesOn(source, db)
  const sums = await reading(db, async (trx) => {
    const found = new Map<string, RowSum>()
    for (const table of tables) {
      const { kept } = standings.get(table.name) as Standing
      found.set(table.name, await sumOf(trx, table, kept, (rows) => show(table.name, rows)))
    }
    return found
  })
  return { conflicts: 0, tables: tables.map((table) => reportOf(table, standings, copied, sums)) }
}

type By<T> = Map<string, T>

function reportOf({ name, count }: PlannedTable, standings: By<Standing>, copied: By<Copied>, sums: By<RowSum>) {
  const { sum, inserted, refused } = copied.get(name) as Copied
  const again = sums.get(name) as RowSum
  const isEqual = again.text === sum.text && again.rows === sum.rows && sum.rows + refused === count
  const kept = standings.get(name)?.kept.size ?? 0
  return { name, rows: count, refused, inserted, kept, sum: sum.text, isEqual }
}

function compareBefore(db: Db, tables: PlannedTable[], options: TransferOptions) {
  let conflicts = 0
  const onConflict = (row: ListedRow) => {
    conflicts++
    options.onConflict(row)
  }
  return reading(db, async (trx) => {
    const standings = new Map<string, Standing>()
    for (const table of tables) {
      options.onProgress(0, `comparing what the destination holds: ${table.name}`)
      standings.set(table.name, await standingOf(trx, table, { seeds: options.seeds, onConflict }))
    }
    return { standings, conflicts }
  })
}

/** Copying is one half, comparing the other one. */
function progressOf(tables: PlannedTable[], { onProgress }: TransferOptions) {
  const all = 2 * tables.reduce((sum, { count }) => sum + count, 0)
  let done = 0
  return (table: string, rows: number) => {
    done += rows
    const share = all === 0 ? 1 : done / all
    onProgress(share, `${share < 0.5 ? 'copying' : 'comparing'} ${table}`)
  }
}

/** Numbers that SQLite has given, also of rows that were deleted, are not given again. */
async function moveSequencesOn(source: DatabaseSync, db: Db) {
  const given = new Map(sqliteSequencesOf(source).map(({ name, seq }) => [name, String(seq)]))
  for (const it of await sequencesOf(db)) {
    const { table, column, last } = it
    await moveOn(db, it, [
      { table, column, last },
      { table, column, last: given.get(table) ?? '0' },
    ])
  }
}
