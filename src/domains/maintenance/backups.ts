import type { Backup, BackupList } from '../../../schemas/maintenance/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse, type Slug } from '../../errors.ts'
import { BackupFailure, type BackupFailureKind } from '../../services/backups/failure.ts'

export type Needs = Pick<Deps, 'backups'>

/** Other failures are faults of this service, or of its disk. */
const slugs: Partial<Record<BackupFailureKind, Slug>> = {
  running: 'backup-running',
  full: 'storage-full',
  unavailable: 'storage-unavailable',
  stopped: 'overloaded',
}

export async function createBackup({ backups }: Needs): Promise<Backup> {
  return backups.create({}).catch((error) => {
    const slug = error instanceof BackupFailure ? slugs[error.kind] : undefined
    throw slug ? refuse(slug) : error
  })
}

export const listBackups = async ({ backups }: Needs): Promise<BackupList> => ({ items: await backups.list() })
