import { parseArgs } from 'node:util'
import { engines } from '../fixtures/world.ts'
import { type BackupOutcome, backUpWhileWriting } from './backup-trials.ts'
import { killCommands } from './kill-trials.ts'
import { seeded } from './states.ts'

/**
 * Whether backups can be trusted: made while a real server saves, restored elsewhere and compared; and the commands
 * killed at random moments. Exits with 1 when one is not good.
 */
const { values } = parseArgs({
  options: {
    backups: { type: 'string', default: '30' },
    kills: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const median = (numbers: number[]) =>
  (numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0).toFixed(2)
const told = (it: BackupOutcome) =>
  `${it.good} of ${it.trials} good, ${it.writesPerSecond} saves/s, ${(it.largestBytes / 1e6).toFixed(1)} MB, ` +
  `backup ${median(it.backupSeconds)} s, restore ${median(it.restoreSeconds)} s (medians)`

let bad = 0
say(`seed ${values.seed}`)
for (const engine of engines) {
  const progress = (it: BackupOutcome) => void (it.trials % 10 === 0 && say(`${engine}: ${told(it)}`))
  const made = await backUpWhileWriting(engine, Number(values.backups), progress)
  say(`${engine}, made while writing: ${told(made)}`)
  const killed = await killCommands(engine, Number(values.kills), seeded(Number(values.seed)))
  say(`${engine}, killed: ${killed.trials} runs, ${killed.cut} cut off, ${killed.bad} bad states`)
  bad += made.trials - made.good + killed.bad
}
process.exit(bad > 0 ? 1 : 0)
