import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../db/columns.ts'
import { connect } from '../../db/connect.ts'
import { systemClock } from '../../src/process/clock.ts'
import { openBackups } from '../../src/services/backups/backups.ts'
import type { Needs } from '../../src/services/backups/make.ts'
import { restoreBackup } from '../../src/services/backups/restore.ts'
import { admin, freePort, startPostgres } from '../fixtures/postgres.ts'
import { startServer } from '../fixtures/server.ts'
import { stepOf } from './states.ts'
import { type Session, startWriters, type Writers } from './writers.ts'

export interface BackupOutcome {
  trials: number
  /**
   * Backups whose restored states are all whole, at least as new as what was acknowledged before, and not newer than
   * sent.
   */
  good: number
  /** Saves acknowledged a second while backups were made. */
  writesPerSecond: number
  /** Seconds of each backup, of each restore, and bytes of the largest backup. */
  backupSeconds: number[]
  restoreSeconds: number[]
  largestBytes: number
}

export interface Place {
  folder: string
  url: string
  /** The URL of another, empty database. */
  fresh(): Promise<string>
}

/** A folder and a database of the engine, while something runs. */
export async function inPlace<T>(engine: Engine, run: (place: Place) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-backup-trials-'))
  const given = process.env.TEST_POSTGRES_URL
  const own = engine === 'postgres' && !given ? await startPostgres() : undefined
  const server = own?.url ?? given ?? ''
  let count = 0
  const fresh = async () => {
    const name = `trial_${process.pid}_${performance.now().toFixed()}_${count++}`
    if (engine === 'sqlite') return `sqlite:${join(folder, `${name}.db`)}`
    await admin(server, `create database ${name}`)
    return server.replace(/postgres$/, name)
  }
  try {
    return await run({ folder, url: await fresh(), fresh })
  } finally {
    await own?.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export const needsOf = ({ folder, url }: Pick<Place, 'folder' | 'url'>): Needs => ({
  env: {
    DATABASE_URL: url,
    DATABASE_CA_CERT: undefined,
    DATABASE_SSL: undefined,
    DATABASE_POOLER: undefined,
    DATA_DIR: folder,
    BACKUP_RETENTION_DAYS: 30,
  },
  clock: systemClock,
  log: { warn: () => {} },
  version: '0',
})

/** Backups of a real server's database while writers save without pause; each is restored elsewhere and compared. */
export const backUpWhileWriting = (engine: Engine, trials: number, progress: (outcome: BackupOutcome) => void) =>
  inPlace(engine, async (place) => {
    const outcome: BackupOutcome = {
      trials: 0,
      good: 0,
      writesPerSecond: 0,
      backupSeconds: [],
      restoreSeconds: [],
      largestBytes: 0,
    }
    const server = await startServer({
      DATABASE_URL: place.url,
      DATA_DIR: place.folder,
      PORT: String(await freePort()),
      BACKUP_CRON: 'off',
    })
    const writers = startWriters(server.url, 'backup')
    const counted = { writes: 0, ms: 0 }
    while (outcome.trials < trials) {
      await oneBackup(place, writers, outcome, counted)
      outcome.writesPerSecond = Math.round((counted.writes / counted.ms) * 1_000)
      progress(outcome)
    }
    await writers.stop()
    await server.stop()
    return outcome
  })

async function oneBackup(
  place: Place,
  writers: Writers,
  outcome: BackupOutcome,
  counted: { writes: number; ms: number },
) {
  const before = writers.sessions.map(({ acknowledged }) => acknowledged)
  const countBefore = writers.count()
  const startedAt = performance.now()
  const backup = await openBackups(needsOf(place)).create()
  const ms = performance.now() - startedAt
  counted.writes += writers.count() - countBefore
  counted.ms += ms
  const after = writers.sessions.map(({ acknowledged, inDoubt }) => Math.max(acknowledged, ...inDoubt))
  outcome.backupSeconds.push(ms / 1_000)
  outcome.largestBytes = Math.max(outcome.largestBytes, backup.size_bytes)
  const url = await place.fresh()
  const restoredAt = performance.now()
  await restoreBackup(needsOf({ folder: place.folder, url }), backup.name)
  outcome.restoreSeconds.push((performance.now() - restoredAt) / 1_000)
  outcome.trials++
  if (await isPrefix(url, writers.sessions, before, after)) outcome.good++
}

/** Whether each session's state is whole, and one that it had while the backup was made, after all of its history. */
async function isPrefix(url: string, sessions: Session[], before: number[], after: number[]) {
  const { db, close } = connect(url)
  try {
    const parties = await db.selectFrom('parties').select(['id', 'session_id', 'state', 'version']).execute()
    const versions = await db.selectFrom('party_versions').select(['party_id', 'version']).execute()
    const kept = new Map(parties.map((party) => [party.session_id, party]))
    return sessions.every(({ id }, at) => {
      const party = kept.get(id)
      const step = party ? stepOf(id, JSON.parse(party.state as string)) : 0
      if (step === 'torn' || step < (before[at] as number) || step > (after[at] as number)) return false
      // A version is saved for each step, and the trigger keeps the one before in the same transaction.
      if (!party || party.version === 1) return true
      return versions.some(({ party_id, version }) => party_id === party.id && version === party.version - 1)
    })
  } finally {
    await close()
  }
}
