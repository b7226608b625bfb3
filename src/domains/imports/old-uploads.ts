import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Needs } from './import-run.ts'

/** Beginning of the names of uploads. */
export const PREFIX = 'upload-'
const DAY_MS = 24 * 3_600_000

export const uploadsFolder = ({ env }: Pick<Needs, 'env'>) => join(env.DATA_DIR, 'uploads')

/** Removes the uploads that processes have left when they were killed: those older than a day. */
export async function removeOldUploads(deps: Pick<Needs, 'env' | 'clock'>): Promise<void> {
  const folder = uploadsFolder(deps)
  const before = deps.clock.now().getTime() - DAY_MS
  const names = (await readdir(folder).catch(unlessGone)) ?? []
  for (const name of names.filter((it) => it.startsWith(PREFIX))) {
    const upload = join(folder, name)
    const found = await stat(upload).catch(unlessGone)
    if (found && found.mtimeMs < before) await rm(upload, { recursive: true, force: true })
  }
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
