import { parseArgs } from 'node:util'
import type { Outcome } from './outcome.ts'
import { seeded } from './states.ts'
import { cutPostgres, killServer } from './trials.ts'

/**
 * Whether what was acknowledged is kept: the real server, or its Postgres, is ended without warning while eight writers
 * save, and everything is loaded back. Exits with 1 when anything was lost or torn.
 */
const { values } = parseArgs({
  options: {
    sqlite: { type: 'string', default: '100' },
    postgres: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const seed = Number(values.seed)
const say = (line: string) => process.stdout.write(`${line}\n`)

const progress = (name: string, trials: number) => (outcome: Outcome) => {
  const { trials: done, acknowledged, lost, torn } = outcome
  if (done % 10 === 0 || done === trials || process.stdout.isTTY)
    say(`${name}: ${done} of ${trials} trials, ${acknowledged} acknowledged, ${lost} lost, ${torn} torn`)
}

const percentile = (numbers: number[], share: number) => {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted.length === 0 ? '–' : Math.round(sorted[Math.ceil(share * sorted.length) - 1] as number)
}

const row = (name: string, it: Outcome) =>
  [
    name.padEnd(28),
    String(it.trials).padStart(6),
    String(it.acknowledged).padStart(12),
    String(it.lost).padStart(4),
    String(it.torn).padStart(4),
    String(it.crashes).padStart(7),
    String(it.unsound).padStart(7),
    String(percentile(it.readyMs, 0.5)).padStart(9),
    String(percentile(it.readyMs, 0.95)).padStart(9),
    `  ${[...it.refused].sort().join(' ') || 'none'}`,
  ].join(' ')

say(`seed ${seed}`)
const sqlite = await killServer(
  Number(values.sqlite),
  seeded(seed),
  progress('server killed, SQLite', Number(values.sqlite)),
)
const postgres = await cutPostgres(
  Number(values.postgres),
  seeded(seed + 1),
  progress('Postgres cut off', Number(values.postgres)),
)
say('')
say('what                         trials acknowledged lost torn crashes unsound ready p50 ready p95  refused with')
say(row('server killed, SQLite', sqlite))
say(row('Postgres cut off', postgres))
const bad = [sqlite, postgres].some(({ lost, torn, crashes, unsound }) => lost + torn + crashes + unsound > 0)
process.exit(bad ? 1 : 0)
