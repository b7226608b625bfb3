import { join } from 'node:path'
import { sql } from 'kysely'
import { applyMigrations } from '../migrate.ts'
import type { Db } from '../tables.ts'
import { foreignKeysOf, type PostgresTable, sequencesOf, tablesOf, triggerFunctionsOf } from './postgres-catalog.ts'
import { insertRows } from './postgres-rows.ts'
import { batchesOf, fileOfTable, migrationsOf, setUp } from './postgres-snapshot.ts'
import { readRows, sumOfRows } from './rows-file.ts'
import { type SequenceMark, type Snapshot, type TableSum, Unsound } from './snapshot.ts'

/** Milliseconds to wait until no request uses a table any more. */
const LOCK_MS = 60_000

/** Locks every table until the transaction ends: nobody reads or writes them meanwhile. */
export async function lockTables(trx: Db): Promise<PostgresTable[]> {
  const tables = await tablesOf(trx)
  await sql`select set_config('lock_timeout', ${String(LOCK_MS)}, true)`.execute(trx)
  if (tables.length > 0) await sql`lock table ${named(tables)} in access exclusive mode`.execute(trx)
  return tables
}

/**
 * Replaces what all tables hold by what a snapshot holds, within the caller's transaction, and compares. When the
 * snapshot is of another version, the tables become those of that version. Throws `Unsound` when anything differs.
 */
export async function replaceTables(trx: Db, folder: string, snapshot: Omit<Snapshot, 'files'>) {
  await setUp(trx)
  const live = await sequencesOf(trx)
  const tables = await tablesOf(trx)
  const applied = await migrationsOf(trx, tables)
  if (applied.join() !== snapshot.migrations.join()) await rebuild(trx, tables, snapshot.migrations)
  await fill(trx, folder, snapshot)
  for (const it of await sequencesOf(trx)) await moveOn(trx, it, [it, ...live, ...snapshot.sequences])
}

const named = (tables: { name: string }[]) => sql.join(tables.map(({ name }) => sql.table(name)))

/** Makes the tables anew as they were after these migrations. The migrator's own tables stay. */
async function rebuild(trx: Db, tables: PostgresTable[], names: string[]) {
  const functions = await triggerFunctionsOf(trx)
  const ours = tables.filter(({ name }) => !name.startsWith('kysely_'))
  if (ours.length > 0) await sql`drop table ${named(ours)} cascade`.execute(trx)
  for (const name of functions) await sql`drop function ${sql.raw(name)}`.execute(trx)
  await applyMigrations(trx, 'postgres', names)
}

/** Without foreign keys and triggers meanwhile: rows may come in any order, and no trigger adds rows of its own. */
async function fill(trx: Db, folder: string, snapshot: Pick<Snapshot, 'tables'>) {
  const tables = await tablesOf(trx)
  const keys = await foreignKeysOf(trx)
  for (const { table, name } of keys)
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(trx)
  await sql`truncate ${named(tables)}`.execute(trx)
  for (const table of tables) {
    const sum = snapshot.tables.find(({ name }) => name === table.name)
    if (!sum) throw new Unsound(`the backup has no table ${table.name}`)
    await sql`alter table ${sql.table(table.name)} disable trigger user`.execute(trx)
    await fillTable(trx, folder, table, sum)
    await sql`alter table ${sql.table(table.name)} enable trigger user`.execute(trx)
  }
  const unknown = snapshot.tables.find((sum) => !tables.some(({ name }) => name === sum.name))
  if (unknown) throw new Unsound(`this version has no table ${unknown.name}`)
  for (const { table, name, definition } of keys)
    await sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(trx)
}

async function fillTable(trx: Db, folder: string, table: PostgresTable, { name, columns = [], ...sum }: TableSum) {
  const types = new Map(table.columns.map((column) => [column.name, column.type]))
  if (columns.length !== types.size || !columns.every((column) => types.has(column)))
    throw new Unsound(`the columns of ${name} are not those of this version`)
  for await (const batch of readRows(join(folder, fileOfTable(name)), columns.length)) {
    await insertRows(
      trx,
      name,
      columns.map((it) => ({ name: it, type: types.get(it) as string })),
      batch,
    )
  }
  const found = await sumOfRows(batchesOf(trx, { ...table, columns: columns.map((it) => ({ name: it, type: '' })) }))
  if (found.rows !== sum.rows || found.sha256 !== sum.sha256)
    throw new Unsound(`${name} is not what the backup holds after it was written`)
}

/** The next number is greater than any that the table holds, or that was given before. */
export async function moveOn(
  trx: Db,
  { sequence, table, column }: SequenceMark & { sequence: string },
  marks: SequenceMark[],
) {
  const given = marks.filter((mark) => mark.table === table && mark.column === column)
  const numbers = sql.join(given.map(({ last }) => sql`${last}::bigint`))
  await sql`select setval(${sequence}::regclass, last) from (
      select greatest(${numbers}, (select max(${sql.ref(column)}) from ${sql.table(table)})) as last) as given
    where last > 0`.execute(trx)
}

/**
 * Whether the database has tables, and which migrations were applied to it. A migration that was killed leaves the
 * migrator's own, which do not count.
 */
export async function stateOf(db: Db) {
  const tables = await tablesOf(db)
  const hasTables = tables.some(({ name }) => !name.startsWith('kysely_'))
  return { hasTables, migrations: await migrationsOf(db, tables) }
}
