import type { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { config as dotenv } from 'dotenv'
import { engineOf, sqlitePath } from '../db/connect.ts'
import { DatabaseInUse } from '../db/snapshot/sqlite-replace.ts'
import { objectsOf } from '../db/snapshot/sqlite-snapshot.ts'
import { AT_ONCE } from '../db/transfer/copy-table.ts'
import { withSource } from '../db/transfer/open-source.ts'
import { type ListedRow, TransferFailure } from '../db/transfer/plan.ts'
import { type Transferred, transfer } from '../db/transfer/transfer.ts'
import type { Env } from '../schemas/env/index.ts'
import { BadConfiguration, readEnv } from '../src/config.ts'
import { portProblems } from '../src/deps.ts'
import { logger } from '../src/plugins/log.ts'
import * as ports from '../src/ports/index.ts'
import { openPorts } from '../src/ports/open.ts'
import { systemClock } from '../src/process/clock.ts'
import { connectPatiently } from '../src/services/backups/database.ts'
import { missingOf } from '../src/services/backups/objects.ts'
import { progressBar } from './progress-bar.ts'
import { transferJobs, waitingJobsOf } from './transfer-jobs.ts'
import { seeds } from './transfer-seeds.ts'

const USAGE = 'npm run transfer -- --from sqlite:./data/lorekeep.db --to postgres://… [--dry-run]'

/** Writes lines without leaving parts of the bar among them. */
const bar = progressBar(process.stderr)
const say = (line: string) => {
  bar.clear()
  process.stdout.write(`${line}\n`)
}
const told = (count: number) => count.toLocaleString('en')
const log = logger('warn', process.stderr)
const context = { clock: systemClock, log }

/**
 * Copies everything from SQLite to Postgres, and compares: `npm run transfer -- --from … --to … [--dry-run]`. It reads the
 * variables that the service on Postgres will have; without `--to`, DATABASE_URL says where. Exits with 1 when anything
 * was refused, differs or is missing.
 */
async function run(): Promise<boolean> {
  dotenv({ quiet: true })
  const { from, to, isDryRun } = argumentsOf(process.argv.slice(2), process.env.DATABASE_URL)
  const env = readEnv({ ...process.env, DATABASE_URL: to }, portProblems)
  const onInUse = () => say('A service has the source open: what it saves from now on is not looked at.')
  return withSource(sqlitePath(from), { isDryRun, onInUse }, async (source) => {
    const isWhole = await transferRows(source, env, isDryRun)
    if (isWhole === undefined) return false
    const jobs = waitingJobsOf(source)
    if (!isDryRun) await transferJobs(jobs, env, context)
    if (jobs.length > 0) say(`Jobs that wait: ${told(jobs.length)}${isDryRun ? '' : ', now in the queue of Postgres'}`)
    const missing = await listMissing(source, env)
    return isWhole && missing === 0
  })
}

function argumentsOf(args: string[], configured: string | undefined) {
  const { values } = parseArgs({
    args,
    options: { from: { type: 'string' }, to: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  })
  const { from = '', to = configured ?? '' } = values
  const isEngine = (url: string, engine: string) => /^\w+:/.test(url) && engineOf(url) === engine
  if (!isEngine(from, 'sqlite') || !isEngine(to, 'postgres'))
    throw new TransferFailure(`say where from and where to, ${USAGE}`)
  return { from, to, isDryRun: values['dry-run'] === true }
}

/** Whether everything is there and equal; undefined when nothing was written. */
async function transferRows(source: DatabaseSync, env: Env, isDryRun: boolean): Promise<boolean | undefined> {
  const startedAt = systemClock.elapsed()
  const to = connectPatiently(env, AT_ONCE)
  const list = ({ table, row, reason }: ListedRow) => `${table}, ${row}: ${reason}`
  try {
    for (const warning of await to.verify()) say(warning)
    const done = await transfer(source, to, {
      isDryRun,
      seeds,
      onRefused: (row) => say(`refused: ${list(row)}`),
      onConflict: (row) => say(`conflict: ${list(row)}`),
      onProgress: bar.show,
    })
    return report(done, { isDryRun, seconds: (systemClock.elapsed() - startedAt) / 1_000 })
  } finally {
    bar.clear()
    await to.close()
  }
}

function report({ conflicts, tables }: Transferred, { isDryRun, seconds }: { isDryRun: boolean; seconds: number }) {
  if (conflicts > 0) {
    say(`The destination holds ${told(conflicts)} rows that are not those of the source. Nothing was written.`)
    return undefined
  }
  const widest = Math.max(...tables.map(({ name }) => name.length))
  for (const { name, rows, refused, kept, sum, isEqual } of tables) {
    const notes = [refused > 0 && `${told(refused)} refused`, kept > 0 && `${told(kept)} more came with the service`]
    const compared = isEqual ? `equal ${sum.slice(0, 16)}` : 'DIFFERS'
    say([name.padEnd(widest), told(rows).padStart(12), compared, ...notes.filter(Boolean)].join('  '))
  }
  const sumOf = (member: 'rows' | 'refused' | 'inserted') => tables.reduce((sum, table) => sum + table[member], 0)
  const [rows, refused, inserted] = [sumOf('rows'), sumOf('refused'), sumOf('inserted')]
  const pace = `${seconds.toFixed(1)} s, ${told(Math.round(rows / seconds))} rows a second`
  const tense = isDryRun ? 'would be new; all was taken back' : 'new'
  say(`${told(rows)} rows, ${told(inserted)} ${tense}, ${told(refused)} refused. ${pace}, copied and compared.`)
  return refused === 0 && tables.every(({ isEqual }) => isEqual)
}

/** Looks in the storage that is configured for every object that a row refers to. Answers how many are missing. */
async function listMissing(source: DatabaseSync, env: Env): Promise<number> {
  const opened = await openPorts({ blobs: ports.blobs }, env, context)
  let [looked, missing] = [0, 0]
  const onLooked = (count: number) => {
    looked += count
    bar.show(1, `looking for ${told(looked)} objects`)
  }
  try {
    for await (const { key } of missingOf(objectsOf(source), opened.given.blobs, onLooked)) {
      say(`missing: ${key}`)
      missing++
    }
  } finally {
    await opened.close()
  }
  const adapter = opened.capabilities()[0]?.adapter
  say(`Objects: ${told(looked)}, of which ${told(missing)} are missing in the storage (${adapter}).`)
  return missing
}

process.exitCode = await run().then(
  (isWhole) => (isWhole ? 0 : 1),
  (error: Error & { code?: string }) => {
    bar.clear()
    const isFinal = [TransferFailure, BadConfiguration, DatabaseInUse].some((kind) => error instanceof kind)
    const further = isFinal ? '' : ' What was copied stays: run it again.'
    process.stderr.write(`Not transferred: ${error.message || error.code}.${further}\n`)
    return 1
  },
)
