import { existsSync } from 'node:fs'
import { copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
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

/** Copies the file of a snapshot beside the live one, onto the disk, and reads it as a whole. */
export async function prepareFile(path: string, folder: string) {
  await discardFile(path)
  await copyFile(join(folder, SQLITE_FILE), freshOf(path))
  await sync(freshOf(path))
  return readSqliteSnapshot(freshOf(path))
}

/**
 * Puts the prepared file in the place of the live one, in one step. The locked one has no log beside it by then: the
 * new file with the log of another one would be damaged.
 */
export async function swapFile(path: string, { database }: LockedFile) {
  database?.exec('pragma journal_mode = delete')
  for (const end of ['-wal', '-shm', '-journal']) await rm(path + end, { force: true })
  await sync(dirname(path))
  await rename(freshOf(path), path)
  await sync(dirname(path))
}

/** Removes what was prepared and not used. */
export const discardFile = (path: string) => rm(freshOf(path), { force: true })

const freshOf = (path: string) => `${path}.restoring`

/** Moves a file that SQLite cannot read out of the way, with its log. */
export async function setAside(path: string, aside: string) {
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(path + end)) await rename(path + end, aside + end)
  }
  await sync(dirname(path))
}

async function sync(path: string) {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
