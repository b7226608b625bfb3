import { config as dotenv } from 'dotenv'
import { readEnv } from '../src/config.ts'
import { open, portProblems } from '../src/deps.ts'
import { logger } from '../src/plugins/log.ts'
import { systemClock } from '../src/process/clock.ts'
import { wrongTotals } from '../src/services/spending/check.ts'

/** `npm run spending:check`: proves that what is counted against budgets is what the events sum up to, also while it runs. */
async function run() {
  dotenv({ quiet: true })
  const opened = await open(readEnv(process.env, portProblems), {
    clock: systemClock,
    log: logger('warn', process.stderr),
  })
  try {
    const wrong = await wrongTotals(opened.deps.db)
    process.stdout.write(wrong.length === 0 ? 'Every total is the sum of its events.\n' : `${wrong.join('\n')}\n`)
    if (wrong.length > 0) process.exitCode = 1
  } finally {
    await opened.close()
  }
}

await run().catch((error: Error) => {
  process.stderr.write(`The totals were not checked: ${error.message}.\n`)
  process.exit(1)
})
