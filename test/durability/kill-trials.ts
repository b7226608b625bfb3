import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Engine } from '../../db/columns.ts'
import { connect } from '../../db/connect.ts'
import { openBackups } from '../../src/services/backups/backups.ts'
import { restoreBackup } from '../../src/services/backups/restore.ts'
import { contentsOf, fillDatabase } from '../fixtures/backups.ts'
import { inPlace, needsOf, type Place } from './backup-trials.ts'

export interface KillOutcome {
  trials: number
  /** Times that a half-made backup was listed, or the database was neither as before nor as restored. */
  bad: number
  /** Times that the run was cut off before its end. */
  cut: number
}

const scriptOf = (name: string) => fileURLToPath(new URL(`../../scripts/${name}.ts`, import.meta.url))

/** Runs a command, and kills it after so many milliseconds. Answers whether it came to its end. */
async function runFor(ms: number, name: string, args: readonly string[], { folder, url }: Place): Promise<boolean> {
  const child = spawn(process.execPath, [scriptOf(name), ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: folder,
      DATABASE_URL: url,
      BACKUP_RETENTION_DAYS: '3650',
    },
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  const [code] = await exited
  clearTimeout(timer)
  return code === 0
}

const NEVER_MS = 120_000

/** The commands `backup` and `restore` are killed at random moments, and at last run to their ends. */
export const killCommands = (engine: Engine, trials: number, random: () => number) =>
  inPlace(engine, async (place) => {
    const outcome: KillOutcome = { trials: 0, cut: 0, bad: 0 }
    const startedAt = performance.now()
    // The database is to hold one of the two, whole, after each restore, of whichever backup.
    const kept = [await filled(place), await filled(place)]
    const ms = (performance.now() - startedAt) / 2
    while (outcome.trials < trials) {
      const isRestore = outcome.trials++ % 2 === 1
      const now = await contentsAt(place)
      const other = kept.find(({ contents }) => contents !== now)?.name as string
      const [name, ...args] = isRestore ? (['restore', other, '--yes'] as const) : (['backup'] as const)
      if (!(await runFor(random() * ms * 1.2, name, args, place))) outcome.cut++
      outcome.bad += await faultsOf(place, kept)
    }
    for (const { name } of kept) {
      if (!(await runFor(NEVER_MS, 'restore', [name, '--yes'], place))) outcome.bad++
      outcome.bad += await faultsOf(
        place,
        kept.filter((it) => it.name === name),
      )
    }
    return outcome
  })

interface Kept {
  name: string
  contents: string
}

/** Adds rows, and makes a backup of all of them. */
async function filled(place: Place): Promise<Kept> {
  await fillDatabase(place.url)
  if (!(await runFor(NEVER_MS, 'backup', [], place))) throw new Error('the command backup failed')
  const [newest] = await openBackups(needsOf(place)).list()
  if (!newest) throw new Error('there is no backup')
  return { name: newest.name, contents: await contentsAt(place) }
}

async function contentsAt({ url }: Place) {
  const { db, close } = connect(url)
  return JSON.stringify(await contentsOf(db).finally(close))
}

/** How many things are wrong: the database holds something else, or a backup is listed that cannot be restored. */
async function faultsOf(place: Place, kept: Kept[]) {
  const now = await contentsAt(place)
  let faults = kept.some(({ contents }) => contents === now) ? 0 : 1
  // The check is the first part of a restore.
  const refuse = (_backup: object, damaged: number) => {
    faults += damaged
    return false
  }
  for (const { name } of await openBackups(needsOf(place)).list())
    await restoreBackup(needsOf(place), name, { confirm: refuse }).catch(() => faults++)
  return faults
}
