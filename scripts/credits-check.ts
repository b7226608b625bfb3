import { config as dotenv } from 'dotenv'
import { readEnv } from '../src/config.ts'
import { open, portProblems } from '../src/deps.ts'
import { logger } from '../src/plugins/log.ts'
import { startFailure } from '../src/process/boot.ts'
import { systemClock } from '../src/process/clock.ts'
import { check } from '../src/services/ledger/check.ts'
import { progressBar } from './progress-bar.ts'

/**
 * `npm run credits:check`: computes every balance from its rows again, also while the service runs, and lists what does not
 * hold. Changes nothing. Exits with 1 when anything does not hold.
 */
async function run(): Promise<number> {
  dotenv({ quiet: true })
  const env = readEnv(process.env, portProblems)
  const opened = await open(env, { clock: systemClock, log: logger('warn', process.stderr) })
  const bar = progressBar(process.stderr)
  let found = 0
  try {
    await opened.verifyDatabase()
    if (!(await opened.deps.system.isMigrated()))
      throw new Error('the database is of an earlier version; start the service once')
    for await (const { invariant, account_id, message } of check(opened.deps.db, (share) =>
      bar.show(share, 'credits'),
    )) {
      bar.clear()
      process.stdout.write(`${invariant}  account ${account_id}: ${message}\n`)
      found++
    }
  } finally {
    bar.clear()
    await opened.close()
  }
  process.stdout.write(found === 0 ? 'Every balance is the sum of its rows.\n' : `Faults: ${found}\n`)
  return found
}

process.exitCode = await run().then(
  (found) => (found === 0 ? 0 : 1),
  (error: Error) => {
    process.stderr.write(`Not checked: ${startFailure(error).replace(/^Lorekeep cannot start: /, '')}\n`)
    return 1
  },
)
