/**
 * running: another backup or restore is under way; full: no space is left; unavailable: the database, or the storage of
 * objects, does not answer; unsound: a backup is damaged, or of something else; in-use: the service must be stopped
 * first; stopped: the service stops.
 */
export type BackupFailureKind = 'running' | 'full' | 'unavailable' | 'unsound' | 'in-use' | 'stopped' | 'failed'

/** Why a backup was not made, or not restored. Its message holds no address, no path and no row. */
export class BackupFailure extends Error {
  readonly kind: BackupFailureKind

  constructor(kind: BackupFailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}

export const unsound = (message: string) => new BackupFailure('unsound', message)
