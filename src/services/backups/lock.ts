import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { BackupFailure } from './failure.ts'

const BUSY = 5

/**
 * Runs while no other process, and nothing else in this one, makes, removes or restores backups in this folder. The
 * lock is SQLite's, on an empty file: the system lets go of it when the process ends, however that happens. A file with
 * the id of a process would block for ever where every process of a container has the same id.
 */
export async function withLock<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(join(folder, '.lock'), { timeout: 0 })
  try {
    take(lock)
    return await run()
  } finally {
    lock.close()
  }
}

function take(lock: DatabaseSync) {
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== BUSY) throw error
    throw new BackupFailure('running', 'another backup, or a restore, is under way')
  }
}
