import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { config as dotenv } from 'dotenv'
import packageJson from '../package.json' with { type: 'json' }
import type { Backup } from '../schemas/maintenance/backup.ts'
import { readEnv } from '../src/config.ts'
import { portProblems } from '../src/deps.ts'
import { logger } from '../src/plugins/log.ts'
import * as ports from '../src/ports/index.ts'
import { openPorts } from '../src/ports/open.ts'
import { systemClock } from '../src/process/clock.ts'
import { openBackups } from '../src/services/backups/backups.ts'
import type { Needs } from '../src/services/backups/make.ts'
import { type RestoreOptions, restoreBackup } from '../src/services/backups/restore.ts'
import { showSteps } from './backup-steps.ts'
import { progressBar, sizeOf } from './progress-bar.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)
const lineOf = ({ name, size_bytes, tables, blobs }: Backup) =>
  `${name}  ${sizeOf(size_bytes)}  ${tables.reduce((sum, { rows }) => sum + rows, 0)} rows, ${blobs} objects`

async function isConfirmed() {
  if (!process.stdin.isTTY) {
    say('Say --yes to restore it.')
    return false
  }
  const question = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await question.question('Replace what the service stores now by this backup? (yes/no) ')
  question.close()
  return answer.trim().toLowerCase() === 'yes'
}

/** What is told, and asked, on the way. */
function optionsOf(bar: ReturnType<typeof progressBar>, isSure: boolean): RestoreOptions {
  return {
    onStep: showSteps(bar),
    confirm: (backup, damaged) => {
      bar.clear()
      say(`Checked: ${lineOf(backup)}`)
      if (damaged > 0) say(`Objects of which it has no whole copy: ${damaged}`)
      return isSure || isConfirmed()
    },
    onKept: (kept) => {
      bar.clear()
      if ('restorePoint' in kept) say(`To go back to what was there before: npm run restore -- ${kept.restorePoint}`)
      else say(`The database file cannot be read as a whole; it is kept as ${kept.file}`)
    },
  }
}

async function restore(needs: Needs, name: string, isSure: boolean) {
  const bar = progressBar(process.stderr)
  const restored = await restoreBackup(needs, name, optionsOf(bar, isSure)).finally(bar.clear)
  if (!restored) throw new Error('it was not confirmed; nothing was changed')
  const { restored: count, missing } = restored.objects
  say(`Restored: ${name}${count > 0 ? `, and ${count} objects that were missing` : ''}`)
  if (missing > 0) say(`Objects that are missing in the storage, and of which the backup has no whole copy: ${missing}`)
}

/** `npm run restore -- NAME [--yes]`. Without a name, lists the backups. */
async function run() {
  const { values, positionals } = parseArgs({ options: { yes: { type: 'boolean' } }, allowPositionals: true })
  dotenv({ quiet: true })
  const env = readEnv(process.env, portProblems)
  const context = { clock: systemClock, log: logger('warn', process.stderr) }
  // Not all dependencies: the database file must not be open.
  const opened = await openPorts(ports, env, context)
  const { blobs } = opened.given
  const needs = { ...context, env, version: packageJson.version, blobs }
  const [name] = positionals
  try {
    if (name !== undefined) await restore(needs, name, values.yes === true)
    else for (const backup of await openBackups(needs).list()) say(lineOf(backup))
  } finally {
    await opened.close()
  }
}

await run().catch((error: Error) => {
  process.stderr.write(`Not restored: ${error.message}.\n`)
  process.exit(1)
})
