import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { backup, DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { writeObjects } from './objects-file.ts'
import { MIGRATIONS, type ObjectRow, type OnProgress, type Snapshot, type TableSum, Unsound } from './snapshot.ts'

export const SQLITE_FILE = 'lorekeep.db'

/** Pages copied in one step. */
const STEP_PAGES = 2_000
/** Milliseconds to wait while another process writes, or recovers the file. */
const BUSY_MS = 5_000

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * Copies a database that others may be writing to: one moment of it, for the copy is made inside a read transaction.
 * The sums are those of the original at that moment, so that the copy can be compared with it.
 */
export async function snapshotSqlite(source: DatabaseSync, folder: string, onProgress: OnProgress): Promise<Snapshot> {
  const path = join(folder, SQLITE_FILE)
  await rm(path, { force: true })
  const progress = ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }) =>
    onProgress(1 - remainingPages / Math.max(1, totalPages))
  onProgress(0)
  source.exec('begin')
  try {
    const contents = contentsOf(source)
    await backup(source, path, { rate: STEP_PAGES, progress })
    await writeObjects(folder, objectsOf(source))
    asOneFile(path)
    return { ...contents, sequences: [], files: [SQLITE_FILE] }
  } finally {
    source.exec('rollback')
  }
}

/** Opens the live database for a snapshot. It must exist. */
export function openForSnapshot(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS })
  database.exec('pragma cache_size = -16000')
  return database
}

/** Reads a copy as a whole. Throws `Unsound` when SQLite finds a fault in it. */
export function readSqliteSnapshot(path: string): Pick<Snapshot, 'migrations' | 'tables'> {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const faults = database.prepare('pragma integrity_check').all() as { integrity_check: string }[]
    if (faults[0]?.integrity_check !== 'ok') throw new Unsound('SQLite finds the database file damaged')
    if (database.prepare('pragma foreign_key_check').get()) throw new Unsound('rows refer to rows that are not there')
    return contentsOf(database)
  } catch (error) {
    if (isDamage(error)) throw new Unsound('SQLite finds the database file damaged')
    throw error
  } finally {
    database.close()
  }
}

/** Whether SQLite says that the file is damaged, or is no database. */
export const isDamage = (error: unknown) => [11, 26].includes(((error as { errcode?: number }).errcode ?? 0) & 0xff)

/** A file in WAL mode would leave two more beside it when it is opened. */
function asOneFile(path: string) {
  const database = new DatabaseSync(path)
  database.exec('pragma journal_mode = delete')
  database.close()
}

function contentsOf(database: DatabaseSync) {
  const tables = tablesOf(database)
  return { migrations: migrationsOf(database, tables), tables: tables.map((name) => sumOf(database, name)) }
}

/** Tables with rows of their own. SQLite's own tables are part of the file and change by themselves. */
export function tablesOf(database: DatabaseSync): string[] {
  const tables = database
    .prepare("select name from pragma_table_list where schema = 'main' and type in ('table', 'shadow') order by name")
    .all() as { name: string }[]
  return tables.map(({ name }) => name).filter((name) => !name.startsWith('sqlite_'))
}

/** Applied migrations; none when it has no such table. */
export function migrationsOf(database: DatabaseSync, tables = tablesOf(database)): string[] {
  const { table, column } = MIGRATIONS
  if (!tables.includes(table)) return []
  const rows = database.prepare(`select ${column} as name from ${table} order by ${column}`).all() as { name: string }[]
  return rows.map(({ name }) => name)
}

function sumOf(database: DatabaseSync, name: string): TableSum {
  // Not indexed: the order of the table itself, which a copy of the file has too.
  const statement = database.prepare(`select * from ${quoted(name)} not indexed`)
  statement.setReturnArrays(true)
  statement.setReadBigInts(true)
  const hash = createHash('sha256')
  let rows = 0
  for (const row of statement.iterate() as Iterable<unknown> as Iterable<SQLOutputValue[]>) {
    hash.update(`[${row.map(textOf).join(',')}]\n`)
    rows++
  }
  return { name, rows, sha256: hash.digest('hex') }
}

/** One text for one value: an integer, a real number, a text and bytes that look alike are told apart. */
function textOf(value: SQLOutputValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return `${value}r`
  return `x${Buffer.from(value).toString('hex')}`
}

export function* objectsOf(database: DatabaseSync): Generator<ObjectRow> {
  if (!tablesOf(database).includes('blobs')) return
  const statement = database.prepare(
    `select distinct storage_key as key, size_bytes, sha256, content_type from blobs
     where state = 'ready' order by storage_key`,
  )
  for (const row of statement.iterate()) yield { ...row } as unknown as ObjectRow
}
