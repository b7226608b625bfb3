import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { migrationNames } from '../../../db/migrate.ts'
import { lockTables, replaceTables, stateOf } from '../../../db/snapshot/postgres-replace.ts'
import { snapshotPostgres } from '../../../db/snapshot/postgres-snapshot.ts'
import {
  discardFile,
  type LockedFile,
  moveOnSequences,
  prepareFile,
  setAside,
  swapFile,
  withLockedFile,
} from '../../../db/snapshot/sqlite-replace.ts'
import { snapshotSqlite } from '../../../db/snapshot/sqlite-snapshot.ts'
import type { Backup } from '../../../schemas/maintenance/backup.ts'
import { connectPatiently, databaseFileOf, discardPrepared, engineOfEnv } from './database.ts'
import { BackupFailure, unsound } from './failure.ts'
import { failureOf } from './failure-of.ts'
import { sumsOf } from './files.ts'
import { locked, rootOf } from './folders.ts'
import { type BackupSteps, makeBackup, type Needs } from './make.ts'
import { backupOf, isName, type Manifest, readManifest } from './manifest.ts'
import { putBack } from './objects.ts'
import type { OnStep } from './progress.ts'
import { assertContents, verify } from './verify.ts'

export interface RestoreOptions {
  onStep?: OnStep
  /**
   * Called when the backup has been checked, and nothing was touched, with how many of its copies of objects are missing
   * or damaged. False: nothing will be touched.
   */
  confirm?: (backup: Backup, damaged: number) => boolean | Promise<boolean>
  /** Called when what was there before is kept: the name of a backup, or the path of a file that SQLite cannot read. */
  onKept?: (kept: { restorePoint: string } | { file: string }) => void
}

export interface Restored {
  /** Objects that were put back, and those that are missing because the backup has no whole copy of them. */
  objects: { restored: number; missing: number }
  /** Migrations that brought an older backup up to date. */
  migrated: string[]
}

/** Backup that passed every check, with the options of its restore. */
type Checked = { folder: string; manifest: Manifest } & RestoreOptions

/**
 * Replaces what the database holds by what a backup holds. The backup is checked before anything is touched, and what
 * is there now becomes a backup too. Undefined when it was not confirmed. Throws `BackupFailure`; the database then is
 * as it was, except when bringing it up to date failed.
 */
export async function restoreBackup(needs: Needs, name: string, options: RestoreOptions = {}) {
  try {
    return await locked(needs, async () => {
      await discardPrepared(needs.env)
      return restore(needs, name, options)
    })
  } catch (error) {
    throw failureOf(error)
  }
}

async function restore(needs: Needs, name: string, options: RestoreOptions): Promise<Restored | undefined> {
  const folder = join(rootOf(needs), name)
  const read = isName(name) ? await readManifest(folder, name) : undefined
  if (!read) throw new BackupFailure('unsound', 'there is no backup of this name')
  const { manifest } = read
  assertFits(needs, manifest)
  const damaged = await verify(folder, manifest, options.onStep ?? (() => {}))
  if (options.confirm && !(await options.confirm(backupOf(read), damaged))) return undefined
  const { blobs } = needs
  if (!blobs && manifest.objects.count > 0) throw unsound('the backup has objects, and there is no storage for them')
  const objects = blobs ? await putBack(folder, manifest, blobs) : { restored: 0, missing: 0 }
  const checked = { ...options, folder, manifest }
  await (manifest.engine === 'sqlite' ? restoreFile(needs, checked) : restoreTables(needs, checked))
  return { objects, migrated: await migrate(needs) }
}

/** Throws when this version cannot read it, or another kind of database is configured. */
function assertFits({ env }: Needs, { engine, migrations }: Manifest) {
  if (engine !== engineOfEnv(env))
    throw unsound(`the backup is of ${engine}, and DATABASE_URL is of ${engineOfEnv(env)}`)
  if (!isDeepStrictEqual(migrationNames.slice(0, migrations.length), migrations))
    throw unsound('the backup is of a newer version, or of another application')
}

/** Throws when the tables that would be replaced are not ours. */
function assertOurs({ hasTables, migrations }: { hasTables: boolean; migrations: string[] }) {
  if (hasTables && migrations[0] !== migrationNames[0])
    throw new BackupFailure('unsound', 'the database of DATABASE_URL is of another application')
}

function keep(needs: Needs, { onStep = () => {} }: Checked, snapshot: BackupSteps['snapshot']) {
  const again = (folder: string, manifest: Manifest) => verify(folder, manifest, onStep)
  return makeBackup(needs, { snapshot, sums: sumsOf, verify: again, isRestorePoint: true }, { onStep })
}

async function restoreFile(needs: Needs, checked: Checked) {
  const { folder, manifest } = checked
  const path = await databaseFileOf(needs.env)
  await withLockedFile(path, async (file) => {
    assertOurs(file)
    assertContents(await prepareFile(path, folder), manifest)
    await moveOnSequences(path, file)
    await keepFile(needs, path, file, checked)
    await swapFile(path, file)
  }).finally(() => discardFile(path))
}

/** Makes a restore point of the locked file. A file that SQLite cannot read as a whole is moved aside instead. */
async function keepFile(needs: Needs, path: string, file: LockedFile, checked: Checked) {
  const { database } = file
  try {
    if (!database && !file.isDamaged) return
    if (!database) throw unsound('SQLite finds the database file damaged')
    const { name } = await keep(needs, checked, (folder, onProgress) => snapshotSqlite(database, folder, onProgress))
    checked.onKept?.({ restorePoint: name })
  } catch (error) {
    if (!(error instanceof BackupFailure && error.kind === 'unsound')) throw error
    // Closing it later would remove the log of the file that is at its path by then.
    database?.close()
    file.database = undefined
    const aside = `${path}.damaged-${needs.clock.now().getTime()}`
    await setAside(path, aside)
    checked.onKept?.({ file: aside })
  }
}

async function restoreTables(needs: Needs, checked: Checked) {
  const { db, migrate, close } = connectPatiently(needs.env)
  try {
    const before = await stateOf(db)
    assertOurs(before)
    if (!before.hasTables) await migrate()
    await db.transaction().execute(async (trx) => {
      await lockTables(trx)
      // Under the same locks as the restore: what is written between the two would be in neither.
      if (before.hasTables) {
        const point = await keep(needs, checked, (folder, onProgress) => snapshotPostgres(trx, folder, onProgress))
        checked.onKept?.({ restorePoint: point.name })
      }
      await replaceTables(trx, checked.folder, checked.manifest)
    })
  } finally {
    await close()
  }
}

async function migrate({ env }: Needs) {
  const { migrate, close } = connectPatiently(env)
  return migrate().finally(close)
}
