import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { OBJECTS_FILE, type OnProgress, type Snapshot } from '../../../db/snapshot/snapshot.ts'
import { syncFolder } from '../../../db/sync-path.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { Backup } from '../../../schemas/maintenance/backup.ts'
import type { Blobs } from '../../ports/blobs/port.ts'
import type { Clock } from '../../ports/port.ts'
import type { Log } from '../jobs/port.ts'
import { type DatabaseEnv, engineOfEnv } from './database.ts'
import { BackupFailure, unsound } from './failure.ts'
import { failureOf } from './failure-of.ts'
import { type FileSum, syncAll } from './files.ts'
import { readAll, removeBackups, rootOf } from './folders.ts'
import { backupOf, type Manifest, newName, writeManifest } from './manifest.ts'
import { collectObjects, leaveOutMissing, ObjectMissing, type Sources } from './objects.ts'
import type { OnStep } from './progress.ts'

export interface Needs {
  env: DatabaseEnv & Pick<Env, 'DATA_DIR' | 'BACKUP_RETENTION_DAYS'>
  clock: Pick<Clock, 'now' | 'sleep'>
  log: Pick<Log, 'warn'>
  /** Version of the service, for those who look at a backup years later. */
  version: string
  /** Without a storage, the database refers to no objects. */
  blobs?: Blobs | undefined
}

export interface Options {
  signal?: AbortSignal | undefined
  onStep?: OnStep | undefined
}

/** Steps of a backup, done in this process or in one of its own. */
export interface BackupSteps {
  /** Writes one moment of the database into a folder. */
  snapshot(folder: string, onProgress: OnProgress): Promise<Snapshot>
  sums(folder: string, names: string[]): Promise<FileSum[]>
  /** Reads all of it again. Throws when anything differs; answers how many copies of objects do. */
  verify(folder: string, manifest: Manifest): Promise<number>
  /** What is there is kept, also when objects were lost. */
  isRestorePoint?: boolean
}

/** A backup that is being made. */
interface Draft {
  folder: string
  name: string
  sources: Sources
}

/** Snapshots taken before it is given up: objects may be removed between the snapshot and their turn. */
const ATTEMPTS = 3

/**
 * Makes a backup: a snapshot of the database, then its objects, then all of it is read again, and only then it gets its
 * manifest. What fails leaves nothing behind. A lost object must not stop all backups: when one is missing or has
 * changed, it is left out and counted. To be called with the lock.
 */
export async function makeBackup(needs: Needs, steps: BackupSteps, options: Options): Promise<Backup> {
  const name = newName(needs.clock.now())
  const folder = join(rootOf(needs), name)
  const make = async (isCareful: boolean) => {
    const sources = { blobs: needs.blobs, earlier: await newestWithCopies(needs), isCareful }
    return makeIn({ folder, name, sources }, needs, steps, options)
  }
  try {
    if (steps.isRestorePoint) return await make(true)
    return await make(false).catch((error) => {
      if (options.signal?.aborted || !isAboutObjects(error)) throw error
      return rm(folder, { recursive: true, force: true }).then(() => make(true))
    })
  } catch (error) {
    await removeBackups(needs, [{ name }])
    throw options.signal?.aborted ? options.signal.reason : failureOf(error)
  }
}

/** The backup whose copies of objects are used again: a copy of all of them each night would fill the disk. */
async function newestWithCopies(needs: Needs): Promise<string | undefined> {
  const newest = (await readAll(needs)).findLast(({ read }) => read?.manifest.objects.copied)
  return newest && join(rootOf(needs), newest.name)
}

/** A copy that differs may be that of an object, or of the database, which then fails again. */
const isAboutObjects = (error: unknown) =>
  error instanceof ObjectMissing || (error instanceof BackupFailure && error.kind === 'unsound')

async function makeIn(draft: Draft, needs: Needs, steps: BackupSteps, options: Options) {
  const { folder, name } = draft
  const { snapshot, objects } = await takeAll(draft, steps, options)
  const files = await steps.sums(folder, [...snapshot.files, OBJECTS_FILE])
  const manifest = manifestOf(needs, { name, snapshot, objects, files })
  await syncAll(folder)
  if ((await steps.verify(folder, manifest)) > 0) throw unsound('a copy of an object is damaged')
  options.signal?.throwIfAborted()
  const sha256 = await writeManifest(folder, manifest)
  await syncFolder(rootOf(needs))
  return backupOf({ manifest, sha256 })
}

async function takeAll({ folder, sources }: Draft, steps: BackupSteps, { signal, onStep }: Options) {
  for (let attempt = 1; ; attempt++) {
    await mkdir(folder, { recursive: true })
    const snapshot = await steps.snapshot(folder, (share) => onStep?.('snapshot', share))
    if (snapshot.migrations.length === 0) throw unsound('the database is not one of this service')
    const missing = sources.isCareful ? await leaveOutMissing(folder, sources.blobs, signal) : 0
    try {
      return { snapshot, objects: { ...(await collectObjects(folder, sources, signal)), missing } }
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
