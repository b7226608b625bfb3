import { config as dotenv } from 'dotenv'
import { readEnv } from '../src/config.ts'
import { open, portProblems } from '../src/deps.ts'
import { logger } from '../src/plugins/log.ts'
import { systemClock } from '../src/process/clock.ts'
import { showSteps } from './backup-steps.ts'
import { progressBar, sizeOf } from './progress-bar.ts'

/**
 * `npm run backup`: makes a backup of what the service stores, also while it runs, then removes those that are too old.
 */
async function run() {
  dotenv({ quiet: true })
  const env = readEnv(process.env, portProblems)
  const opened = await open(env, { clock: systemClock, log: logger('warn', process.stderr) })
  const startedAt = systemClock.elapsed()
  const bar = progressBar(process.stderr)
  try {
    const { backups } = opened.deps
    const made = await backups.create({ onStep: showSteps(bar) }).finally(bar.clear)
    const seconds = ((systemClock.elapsed() - startedAt) / 1_000).toFixed(1)
    process.stdout.write(`${made.name}  ${sizeOf(made.size_bytes)}  ${seconds} s\n`)
    if (made.blobs_missing > 0)
      process.stdout.write(`Pictures and thumbnails that are lost or damaged, and not in it: ${made.blobs_missing}\n`)
    // What could not be removed is in the log, and the backup is there.
    for (const name of await backups.prune().catch(() => [])) process.stdout.write(`removed: ${name}\n`)
  } finally {
    await opened.close()
  }
}

await run().catch((error: Error) => {
  process.stderr.write(`No backup was made: ${error.message}.\n`)
  process.exit(1)
})
