import { mkdir, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { OBJECTS_FILE, type OnProgress, type Snapshot } from '../../../db/snapshot/snapshot.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { Backup } from '../../../schemas/maintenance/backup.ts'
import type { Blobs } from '../../ports/blobs/port.ts'
import type { Clock } from '../../ports/port.ts'
import { type DatabaseEnv, engineOfEnv } from './database.ts'
import { BackupFailure, unsound } from './failure.ts'
import { failureOf } from './failure-of.ts'
import { type FileSum, sync, syncAll } from './files.ts'
import { type Manifest, newName, writeManifest } from './manifest.ts'
import { keepObjects, leaveOutMissing, ObjectMissing } from './objects.ts'
import type { OnStep } from './progress.ts'

export interface Needs {
  env: DatabaseEnv & Pick<Env, 'DATA_DIR' | 'BACKUP_RETENTION_DAYS'>
  clock: Pick<Clock, 'now'>
  /** Version of the service, for those who look at a backup years later. */
  version: string
  /** Without a storage, the database refers to no objects. */
  blobs?: Blobs | undefined
}

export interface Options {
  signal?: AbortSignal | undefined
  onStep?: OnStep | undefined
}

/** How a backup is made: in this process, or in one of its own. */
export interface Means {
  /** Writes one moment of the database into a folder. */
  take(folder: string, onProgress: OnProgress): Promise<Snapshot>
  sums(folder: string, names: string[]): Promise<FileSum[]>
  /** Reads all of it again. Throws when anything differs. */
  verify(folder: string, manifest: Manifest): Promise<void>
  /** What is there is kept, also when objects were lost. */
  isRestorePoint?: boolean
}

export const rootOf = ({ env }: Pick<Needs, 'env'>) => join(env.DATA_DIR, 'backups')

/** Snapshots taken before it is given up: objects may be removed between the snapshot and their turn. */
const ATTEMPTS = 3

/**
 * Makes a backup: a snapshot of the database, then its objects, then all of it is read again, and only then it gets its
 * manifest. What fails leaves nothing behind. A lost object must not stop all backups: when one is missing or has
 * changed, it is left out and counted. To be called with the lock.
 */
export async function makeBackup(needs: Needs, means: Means, options: Options) {
  const name = newName(needs.clock.now())
  const folder = join(rootOf(needs), name)
  const make = (leaveOut: boolean) => makeIn(folder, name, leaveOut, needs, means, options)
  try {
    if (means.isRestorePoint) return await make(true)
    return await make(false).catch((error) => {
      if (options.signal?.aborted || !isAboutObjects(error)) throw error
      return rm(folder, { recursive: true, force: true }).then(() => make(true))
    })
  } catch (error) {
    await removeBackup(folder)
    throw options.signal?.aborted ? options.signal.reason : failureOf(error)
  }
}

/** A copy that differs may be that of an object, or of the database, which then fails again. */
const isAboutObjects = (error: unknown) =>
  error instanceof ObjectMissing || (error instanceof BackupFailure && error.kind === 'unsound')

async function makeIn(folder: string, name: string, leaveOut: boolean, needs: Needs, means: Means, options: Options) {
  const { snapshot, objects } = await takeAll(needs, folder, leaveOut, means, options)
  const files = await means.sums(folder, [...snapshot.files, OBJECTS_FILE])
  const manifest = manifestOf(needs, { name, snapshot, objects, files })
  await syncAll(folder)
  await means.verify(folder, manifest)
  options.signal?.throwIfAborted()
  const sha256 = await writeManifest(folder, manifest)
  await sync(rootOf(needs))
  return backupOf({ manifest, sha256 })
}

async function takeAll(
  { blobs }: Needs,
  folder: string,
  leaveOut: boolean,
  { take }: Means,
  { signal, onStep }: Options,
) {
  for (let attempt = 1; ; attempt++) {
    await mkdir(folder, { recursive: true })
    const snapshot = await take(folder, (share) => onStep?.('snapshot', share))
    if (snapshot.migrations.length === 0) throw unsound('the database is not one of this service')
    const missing = leaveOut ? await leaveOutMissing(folder, blobs) : 0
    try {
      return { snapshot, objects: { ...(await keepObjects(folder, blobs, signal)), missing } }
    } catch (error) {
      if (!(error instanceof ObjectMissing) || attempt === ATTEMPTS) throw error
      await rm(folder, { recursive: true })
    }
  }
}

type Made = { name: string; snapshot: Snapshot } & Pick<Manifest, 'objects' | 'files'>

function manifestOf(needs: Needs, { name, snapshot, objects, files }: Made): Manifest {
  const { migrations, tables, sequences } = snapshot
  return {
    application: 'lorekeep',
    format: 1,
    name,
    created_at: needs.clock.now().toISOString(),
    app_version: needs.version,
    engine: engineOfEnv(needs.env),
    migrations,
    tables,
    sequences,
    files,
    objects,
  }
}

/** Removes the manifest first: what a kill leaves is no backup any more. */
export async function removeBackup(folder: string) {
  await unlink(join(folder, 'manifest.json')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  })
  await rm(folder, { recursive: true, force: true })
}

export function backupOf({ manifest, sha256 }: { manifest: Manifest; sha256: string }): Backup {
  const { name, created_at, tables, files, objects } = manifest
  const ofFiles = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  return {
    name,
    size_bytes: ofFiles + (objects.copied ? objects.size_bytes : 0),
    created_at,
    tables: tables.map((table) => ({ name: table.name, rows: table.rows })),
    blobs: objects.count,
    blobs_missing: objects.missing,
    sha256,
    verified: true,
  }
}
