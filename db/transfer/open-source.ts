import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { DatabaseInUse, realPathOf, withLockedFile } from '../snapshot/sqlite-replace.ts'
import { openForSnapshot } from '../snapshot/sqlite-snapshot.ts'
import { TransferFailure } from './plan.ts'

interface Options {
  isDryRun: boolean
  /** Called in a dry run when a service has the database open: what it saves from now on is not seen. */
  onInUse(): void
}

/**
 * Runs with one moment of the database: its file is locked, so that no service saves what would then be left behind. A dry
 * run takes a snapshot of a file that is in use.
 */
export async function withSource<T>(
  path: string,
  { isDryRun, onInUse }: Options,
  run: (source: DatabaseSync) => Promise<T>,
): Promise<T> {
  if (!existsSync(path)) throw new TransferFailure('there is no database file at the path of --from')
  try {
    return await withLockedFile(await realPathOf(path), ({ database, isDamaged }) => {
      if (isDamaged || !database) throw new TransferFailure('SQLite finds the database file damaged')
      return inTransaction(database, run)
    })
  } catch (error) {
    if (!(error instanceof DatabaseInUse && isDryRun)) throw error
  }
  onInUse()
  const database = openForSnapshot(path)
  return inTransaction(database, run).finally(() => database.close())
}

async function inTransaction<T>(database: DatabaseSync, run: (source: DatabaseSync) => Promise<T>): Promise<T> {
  database.exec('begin')
  return run(database).finally(() => database.exec('rollback'))
}
