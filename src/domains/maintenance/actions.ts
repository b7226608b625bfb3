import type {
  ExpiredCacheCleaned,
  MaintenanceStats,
  OrphanedImagesCleaned,
} from '../../../schemas/maintenance/index.ts'
import { checkBlobs, removeUntracked } from '../../services/blobs/integrity.ts'
import { type Needs as BlobNeeds, beforeWrites, toRefusal } from '../../services/blobs/keep.ts'
import { finishDeletes, storedBytes } from '../../services/blobs/release.ts'
import { countImages } from '../images/actions.ts'
import { cleanExpired, countScenes, removed } from '../scenes/actions.ts'

export type Needs = BlobNeeds

export async function cleanExpiredCache(deps: Needs, dry_run: boolean): Promise<ExpiredCacheCleaned> {
  const deleted = await cleanExpired(deps, dry_run)
  return { deleted, message: removed(deleted, dry_run), timestamp: deps.clock.now().toISOString() }
}

/** What a crash or a restored database has left in the storage, and whether every picture is whole. */
export async function cleanOrphanedImages(deps: Needs, dry_run: boolean): Promise<OrphanedImagesCleaned> {
  try {
    const before = beforeWrites(deps)
    const finished = dry_run ? { count: 0, bytes: 0 } : await finishDeletes(deps, before)
    const untracked = await removeUntracked(deps, new Date(before), dry_run)
    const { whole, missing, checksum_mismatch } = await checkBlobs(deps)
    const deleted = dry_run ? 0 : finished.count + untracked.count
    return {
      deleted,
      freed_bytes: dry_run ? 0 : finished.bytes + untracked.bytes,
      message: `${deleted} objects were removed; ${whole} are whole.`,
      timestamp: deps.clock.now().toISOString(),
      report: { missing, untracked: untracked.keys, checksum_mismatch },
    }
  } catch (error) {
    throw toRefusal(error)
  }
}

/** What an unfinished write or delete has left. */
export const sweepBlobs = (deps: Needs, signal: AbortSignal) => finishDeletes(deps, beforeWrites(deps), signal)

export async function readMaintenanceStats(deps: Needs): Promise<MaintenanceStats> {
  const { total, deleted } = await countImages(deps)
  const bytes = await storedBytes(deps)
  const cache = await countScenes(deps)
  return {
    images: { active: total - deleted, deleted, storage_mb: Math.round(bytes / 1e5) / 10 },
    cache: { total: cache.total, active: cache.total - cache.expired, expired: cache.expired },
    timestamp: deps.clock.now().toISOString(),
  }
}
