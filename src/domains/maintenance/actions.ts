import type {
  ExpiredCacheCleaned,
  MaintenanceStats,
  OrphanedImagesCleaned,
} from '../../../schemas/maintenance/index.ts'
import { checkBlobs, removeUntracked } from '../../services/blobs/integrity.ts'
import { finishDeletes, storedBytes, unfinishedDeletes } from '../../services/blobs/release.ts'
import { type Needs as BlobNeeds, beforeWrites, toRefusal } from '../../services/blobs/write.ts'
import { countImages } from '../images/actions.ts'
import { cleanExpired, countScenes, entriesRemoved, removed } from '../scenes/actions.ts'

export type Needs = BlobNeeds

export async function cleanExpiredCache(deps: Needs, dry_run: boolean): Promise<ExpiredCacheCleaned> {
  const deleted = await cleanExpired(deps, dry_run)
  return { deleted, message: entriesRemoved(deleted, dry_run), timestamp: deps.clock.now().toISOString() }
}

/** What a crash or a restored database has left in the storage, and whether every object is whole. */
export async function cleanOrphanedImages(deps: Needs, dry_run: boolean): Promise<OrphanedImagesCleaned> {
  try {
    const before = beforeWrites(deps)
    const finished = dry_run ? await unfinishedDeletes(deps, before) : await finishDeletes(deps, before)
    const untracked = await removeUntracked(deps, new Date(before), dry_run)
    const { whole, missing, checksum_mismatch } = await checkBlobs(deps)
    const deleted = finished.count + untracked.count
    return {
      deleted,
      freed_bytes: finished.bytes + untracked.bytes,
      message: `${removed(deleted, 'object', dry_run)} ${whole} objects are whole.`,
      timestamp: deps.clock.now().toISOString(),
      report: { missing, untracked: untracked.keys, checksum_mismatch },
    }
  } catch (error) {
    throw toRefusal(error)
  }
}

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
