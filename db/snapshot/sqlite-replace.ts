import { existsSync } from 'node:fs'
import { chmod, chown, copyFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { syncFile, syncFolder } from '../sync-path.ts'
import { isDamage, migrationsOf, readSqliteSnapshot, SQLITE_FILE } from './sqlite-snapshot.ts'

const BUSY = 5

/** Another process has the database file open. */
export class DatabaseInUse extends Error {}

/** The live database file, which no other process can open meanwhile. */
export interface LockedFile {
  /** Absent when there is no file, or SQLite cannot read it. */
  database: DatabaseSync | undefined
  isDamaged: boolean
  /** Applied migrations; none in a new database. */
  migrations: string[]
  /** Whether it has tables. */
  hasTables: boolean
}

/** Runs with the live file locked. Throws `DatabaseInUse` when another process has it open. */
export async function withLockedFile<T>(path: string, run: (file: LockedFile) => Promise<T>): Promise<T> {
  const file = lock(path)
  try {
    return await run(file)
  } finally {
    file.database?.close()
  }
}

function lock(path: string): LockedFile {
  if (!existsSync(path)) return { database: undefined, isDamaged: false, migrations: [], hasTables: false }
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // In exclusive mode, the lock stays until the handle is closed, and is refused while another handle is open.
    database.exec('pragma locking_mode = exclusive; begin exclusive; commit')
    const hasTables = database.prepare("select 1 from sqlite_schema where name not like 'sqlite!_%' escape '!'").get()
    return { database, isDamaged: false, migrations: migrationsOf(database), hasTables: hasTables !== undefined }
  } catch (error) {
    database.close()
    if (isDamage(error)) return { database: undefined, isDamaged: true, migrations: [], hasTables: false }
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY)
      throw new DatabaseInUse('the database file is open in another process: stop the service first')
    throw error
  }
}

/** Where the file is, or will be: when `path` is a symbolic link, it stays one. */
export async function realPathOf(path: string): Promise<string> {
  const target = await readlink(path).catch(() => undefined)
  return realpath(path).catch(() => (target === undefined ? path : resolve(dirname(path), target)))
}

/** Copies the file of a snapshot beside the live one, onto the disk, and reads it as a whole. */
export async function prepareFile(path: string, folder: string) {
  await discardFile(path)
  await copyFile(join(folder, SQLITE_FILE), freshOf(path))
  await keepRights(path)
  await syncFile(freshOf(path))
  return readSqliteSnapshot(freshOf(path))
}

/** Gives the prepared file the rights of the live one, and its owner where this process may. */
async function keepRights(path: string) {
  const live = await stat(path).catch(() => undefined)
  if (!live) return
  await chmod(freshOf(path), live.mode & 0o777)
  await chown(freshOf(path), live.uid, live.gid).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM') throw error
  })
}

/**
 * Raises the last number that each table of the prepared file gave out to that of the live one: an id that was given
 * since the backup is not given again, for caches may still hold what it stood for.
 */
export async function moveOnSequences(path: string, { database }: LockedFile) {
  const marks = database ? sequencesOf(database) : []
  const fresh = new DatabaseSync(freshOf(path))
  try {
    if (!hasSequences(fresh)) return
    const raise = fresh.prepare('update sqlite_sequence set seq = max(seq, ?) where name = ?')
    const add = fresh.prepare('insert into sqlite_sequence (name, seq) values (?, ?)')
    // A table that comes with a later migration finds its number too.
    for (const { name, seq } of marks) if (raise.run(seq, name).changes === 0) add.run(name, seq)
  } finally {
    fresh.close()
  }
  await syncFile(freshOf(path))
}

/** Last number that each table gave out. */
export function sequencesOf(database: DatabaseSync): { name: string; seq: bigint }[] {
  try {
    if (!hasSequences(database)) return []
    const statement = database.prepare('select name, seq from sqlite_sequence')
    statement.setReadBigInts(true)
    return statement.all() as { name: string; seq: bigint }[]
  } catch (error) {
    if (isDamage(error)) return []
    throw error
  }
}

const hasSequences = (database: DatabaseSync) =>
  database.prepare("select 1 from sqlite_schema where name = 'sqlite_sequence'").get() !== undefined

/**
 * Puts the prepared file in the place of the live one, in one step. The locked one has no log beside it by then: the
 * new file with the log of another one would be damaged.
 */
export async function swapFile(path: string, { database }: LockedFile) {
  database?.exec('pragma journal_mode = delete')
  for (const end of ['-wal', '-shm', '-journal']) await rm(path + end, { force: true })
  await syncFolder(dirname(path))
  await rename(freshOf(path), path)
  await syncFolder(dirname(path))
}

/** Removes what was prepared and not used. */
export async function discardFile(path: string) {
  for (const end of ['', '-journal']) await rm(freshOf(path) + end, { force: true })
}

const freshOf = (path: string) => `${path}.restoring`

/** Moves a file that SQLite cannot read out of the way, with its log. */
export async function setAside(path: string, aside: string) {
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(path + end)) await rename(path + end, aside + end)
  }
  await syncFolder(dirname(path))
}
