import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backup } from '../../../schemas/maintenance/backup.ts'
import { inChild } from './child-process.ts'
import { databaseEnvOf } from './database.ts'
import { BackupFailure } from './failure.ts'
import { withLock } from './lock.ts'
import { backupOf, makeBackup, type Needs, type Options, removeBackup, rootOf } from './make.ts'
import { isName, readManifest, timeOfName } from './manifest.ts'

const DAY_MS = 24 * 3_600_000

/** Backups in `<DATA_DIR>/backups`. All of them throw `BackupFailure`, or the reason of the signal. */
export interface Backups {
  /** Makes one while the service goes on. It is there, verified, or not at all. */
  create(options?: Options): Promise<Backup>
  /** The newest first. A folder that is damaged, or not finished, is left out. */
  list(): Promise<Backup[]>
  /**
   * Removes those older than `BACKUP_RETENTION_DAYS`, but never the newest one, and what was begun more than a day ago
   * and never finished. Answers the names of the removed folders.
   */
  prune(): Promise<string[]>
}

export function openBackups(needs: Needs): Backups {
  const env = databaseEnvOf(needs.env)
  return {
    create: (options = {}) => {
      const { signal, onStep = () => {} } = options
      return locked(needs, () =>
        inChild({ signal, onStep }, ({ snapshot, sums, verify }) =>
          makeBackup(needs, { take: (folder) => snapshot(env, folder), sums, verify }, options),
        ),
      )
    },
    list: async () => (await readAll(needs)).flatMap(({ backup }) => backup ?? []).reverse(),
    prune: () => locked(needs, () => prune(needs)),
  }
}

/** Runs while nothing else makes, removes or restores backups here. */
export async function locked<T>(needs: Pick<Needs, 'env'>, run: () => Promise<T>): Promise<T> {
  await mkdir(rootOf(needs), { recursive: true })
  return withLock(rootOf(needs), run)
}

interface Folder {
  name: string
  hasManifest: boolean
  /** Absent when the manifest is missing or damaged. */
  backup?: Backup
}

/** Every folder with the name of a backup, the oldest first. */
async function readAll(needs: Pick<Needs, 'env'>): Promise<Folder[]> {
  const names = await readdir(rootOf(needs)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return Promise.all(
    names
      .filter(isName)
      .sort()
      .map((name) => readFolder(join(rootOf(needs), name), name)),
  )
}

async function readFolder(folder: string, name: string): Promise<Folder> {
  try {
    const read = await readManifest(folder, name)
    return { name, hasManifest: read !== undefined, ...(read && { backup: backupOf(read) }) }
  } catch (error) {
    if (error instanceof BackupFailure) return { name, hasManifest: true }
    throw error
  }
}

async function prune(needs: Needs) {
  const folders = await readAll(needs)
  const newest = folders.findLast(({ backup }) => backup)?.name
  const now = needs.clock.now().getTime()
  const old = folders.filter(({ name, hasManifest }) => {
    const keptMs = (hasManifest ? needs.env.BACKUP_RETENTION_DAYS : 1) * DAY_MS
    return name !== newest && now - timeOfName(name) > keptMs
  })
  for (const { name } of old) await removeBackup(join(rootOf(needs), name))
  return old.map(({ name }) => name)
}
