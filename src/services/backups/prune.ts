import { readAll, removeBackups, removeUnfinished } from './folders.ts'
import type { Needs } from './make.ts'
import { timeOfName } from './manifest.ts'

const DAY_MS = 24 * 3_600_000

/** To be called with the lock. Answers the names of the removed folders. */
export async function prune(needs: Needs): Promise<string[]> {
  const unfinished = await removeUnfinished(needs)
  const folders = await readAll(needs)
  const newest = folders.findLast(({ read }) => read)?.name
  const now = needs.clock.now().getTime()
  const old = folders.filter(
    ({ name, hasManifest }) =>
      hasManifest && name !== newest && now - timeOfName(name) > needs.env.BACKUP_RETENTION_DAYS * DAY_MS,
  )
  return [...unfinished, ...(await removeBackups(needs, old))].sort()
}
