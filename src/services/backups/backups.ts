import type { Backup } from '../../../schemas/maintenance/backup.ts'
import { withChild } from './child-process.ts'
import { databaseEnvOf, discardPrepared } from './database.ts'
import { failureOf } from './failure-of.ts'
import { locked, readAll, removeUnfinished } from './folders.ts'
import { makeBackup, type Needs, type Options } from './make.ts'
import { Making } from './making.ts'
import { backupOf } from './manifest.ts'
import { prune } from './prune.ts'

/** Backups in `<DATA_DIR>/backups`. All of them throw `BackupFailure`, or the reason of the signal. */
export interface Backups {
  /** Makes one while the service goes on. It is there, verified, or not at all. Lost objects are logged. */
  create(options?: Options): Promise<Backup>
  /** The newest first. A folder that is damaged, or not finished, is left out. */
  list(): Promise<Backup[]>
  /**
   * Removes those older than `BACKUP_RETENTION_DAYS`, but never the newest one, and what was never finished. Answers the
   * names of the removed folders. What fails is logged.
   */
  prune(): Promise<string[]>
  /** Begins no more, waits up to `graceMs` for those that are being made, then gives them up (`stopped`). */
  close(graceMs?: number): Promise<void>
}

export function openBackups(needs: Needs): Backups {
  const making = new Making(needs)
  return {
    create: (options = {}) => making.run(options.signal, (signal) => create(needs, { ...options, signal })),
    list: async () => (await readAll(needs)).flatMap(({ read }) => (read ? backupOf(read) : [])).reverse(),
    prune: () => locked(needs, () => prune(needs)).catch((error) => failPrune(needs, error)),
    close: (graceMs = 0) => making.close(graceMs),
  }
}

function create(needs: Needs, options: Options) {
  const env = databaseEnvOf(needs.env)
  const { signal, onStep = () => {} } = options
  return locked(needs, async () => {
    await removeLeftovers(needs)
    const made = await withChild({ signal, onStep }, ({ snapshot, sums, verify }) =>
      makeBackup(needs, { snapshot: (folder) => snapshot(env, folder), sums, verify }, options),
    )
    const { name, blobs_missing } = made
    if (blobs_missing > 0)
      needs.log.warn({ backup: name, blobs_missing }, 'pictures are lost or damaged, and not in the backup')
    return made
  })
}

/** What processes that were killed have left. A backup is made also where it cannot be removed. */
async function removeLeftovers(needs: Needs) {
  await removeUnfinished(needs)
  await discardPrepared(needs.env).catch((error) =>
    needs.log.warn({ reason: failureOf(error).message }, 'what a restore has left cannot be removed'),
  )
}

function failPrune({ log }: Needs, error: unknown): never {
  log.warn({ reason: failureOf(error).message }, 'old backups are not removed')
  throw error
}
