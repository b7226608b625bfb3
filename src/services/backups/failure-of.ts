import { isUnavailable } from '../../../db/errors.ts'
import { Unsound } from '../../../db/snapshot/snapshot.ts'
import { DatabaseInUse } from '../../../db/snapshot/sqlite-replace.ts'
import { isDamage } from '../../../db/snapshot/sqlite-snapshot.ts'
import { BlobsFailure } from '../../ports/blobs/port.ts'
import { isDiskFull } from '../../ports/disk-full.ts'
import { BackupFailure } from './failure.ts'

const damagedGzip = /^Z_/

/** What an error of the file system, a database or a storage means for a backup. A message of theirs may quote rows. */
export function failureOf(error: unknown): BackupFailure {
  if (error instanceof BackupFailure) return error
  if (error instanceof Unsound) return new BackupFailure('unsound', error.message)
  if (error instanceof DatabaseInUse) return new BackupFailure('in-use', error.message)
  const { code = '', name } = error as NodeJS.ErrnoException
  if (isDiskFull(error) || (error instanceof BlobsFailure && error.kind === 'full'))
    return new BackupFailure('full', 'no space is left on the disk')
  if (isDamage(error)) return new BackupFailure('unsound', 'SQLite finds the database file damaged')
  if (damagedGzip.test(code)) return new BackupFailure('unsound', 'a file is damaged')
  if (error instanceof BlobsFailure) return new BackupFailure('unavailable', 'the storage of pictures does not answer')
  if (isUnavailable(error)) return new BackupFailure('unavailable', `the database does not answer (${code || name})`)
  return new BackupFailure('failed', `it failed (${code || name})`)
}
