import { mkdir, readdir, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Env } from '../../../schemas/env/index.ts'
import type { Log } from '../jobs/port.ts'
import { failureOf } from './failure-of.ts'
import { withLock } from './lock.ts'
import { isName, readManifest, type SealedManifest } from './manifest.ts'

type Needs = { env: Pick<Env, 'DATA_DIR'>; log: Pick<Log, 'warn'> }

export interface Folder {
  name: string
  /** False: it was never finished. */
  hasManifest: boolean
  /** Absent when the manifest is missing, damaged or unreadable. */
  read?: SealedManifest
}

export const rootOf = ({ env }: Pick<Needs, 'env'>) => join(env.DATA_DIR, 'backups')

/**
 * Runs while nothing else makes, removes or restores backups here. The folder is for the service's own account alone:
 * a backup holds what every player saved.
 */
export async function locked<T>(needs: Pick<Needs, 'env'>, run: () => Promise<T>): Promise<T> {
  await mkdir(rootOf(needs), { recursive: true, mode: 0o700 })
  return withLock(rootOf(needs), run)
}

/** Every folder with the name of a backup, the oldest first. */
export async function readAll(needs: Pick<Needs, 'env'>): Promise<Folder[]> {
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
    return { name, hasManifest: read !== undefined, ...(read && { read }) }
  } catch {
    return { name, hasManifest: true }
  }
}

/** Removes what was never finished, at once: the lock, which the caller has, proves that nothing writes it any more. */
export async function removeUnfinished(needs: Needs) {
  const unfinished = (await readAll(needs)).filter(({ hasManifest }) => !hasManifest)
  return removeBackups(needs, unfinished)
}

/** Removes backups. One that cannot be removed stays, with a warning. Answers the names of the removed ones. */
export async function removeBackups(needs: Needs, folders: Pick<Folder, 'name'>[]): Promise<string[]> {
  const removed: string[] = []
  for (const { name } of folders) {
    try {
      await removeBackup(join(rootOf(needs), name))
      removed.push(name)
    } catch (error) {
      needs.log.warn({ backup: name, reason: failureOf(error).message }, 'a backup cannot be removed')
    }
  }
  return removed
}

/** Removes the manifest first: what a kill leaves is no backup any more. */
async function removeBackup(folder: string) {
  await unlink(join(folder, 'manifest.json')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  })
  await rm(folder, { recursive: true, force: true })
}
