import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { progressBar } from '../../scripts/progress-bar.ts'
import { openPair } from './pair.ts'
import { answersChecked, fuzzRound, type Outcome } from './round.ts'

/**
 * Requests made from the contract to every operation, on both databases: `npm run fuzz -- --cases 20000 --seed 7`.
 * Writes a report, prints what was found, and exits with 1 when there is anything.
 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    report: { type: 'string', default: 'fuzz-report.json' },
  },
})
const [cases, seed] = [Number(values.cases), Number(values.seed)]
/** Cases of one round: each begins with the rows of the examples and nothing else. */
const ROUND = 4_000

const teardowns: (() => unknown)[] = []
const say = (line: string) => process.stdout.write(`${line}\n`)
const bar = progressBar(process.stdout)
const startedAt = performance.now()
const seconds = () => (performance.now() - startedAt) / 1_000

/** The same operation of two rounds. */
const sum = (one: Outcome, other: Outcome): Outcome => ({
  operationId: one.operationId,
  cases: one.cases + other.cases,
  statuses: Object.fromEntries(
    [...new Set([...Object.keys(one.statuses), ...Object.keys(other.statuses)])].map((status) => [
      status,
      (one.statuses[Number(status)] ?? 0) + (other.statuses[Number(status)] ?? 0),
    ]),
  ),
  slowestMs: Math.max(one.slowestMs, other.slowestMs),
  found: [...one.found, ...other.found],
})

say(`seed ${seed}`)
const outcomes = new Map<string, Outcome>()
let done = 0
const pair = await openPair({ teardown: (close) => void teardowns.unshift(close) })
const rounds = Math.ceil(cases / ROUND)
for (let round = 0; round < rounds; round++) {
  const onCase = () => {
    done++
    bar.show(done / cases, `${done} of ${cases} cases, ${foundIn(outcomes).length} found, ${seconds().toFixed(0)} s`)
  }
  for await (const outcome of fuzzRound(pair, { seed: seed + round, cases: cases / rounds, onCase })) {
    const before = outcomes.get(outcome.operationId)
    outcomes.set(outcome.operationId, before ? sum(before, outcome) : outcome)
  }
  if (!process.stdout.isTTY)
    say(`${done} of ${cases} cases, ${foundIn(outcomes).length} found, ${seconds().toFixed(0)} s`)
}
bar.clear()
for (const close of teardowns) await close()

function foundIn(all: Map<string, Outcome>) {
  return [...all.values()].flatMap(({ found }) => found)
}

const found = foundIn(outcomes)
const statuses: Record<string, number> = {}
for (const it of outcomes.values())
  for (const [status, count] of Object.entries(it.statuses)) statuses[status] = (statuses[status] ?? 0) + count
const serverErrors = Object.entries(statuses).filter(([status]) => Number(status) >= 500)
/** Not in `statuses`: a difference between the databases is thrown before the answer is counted. */
const ofOneDatabase = found.filter(({ check, message }) => check === 'parity' && / 5\d\d \{/.test(message))
const report = {
  seed,
  cases: done,
  requests: pair.requests,
  operations: outcomes.size,
  seconds: Math.round(seconds()),
  node: process.version,
  processor: cpus()[0]?.model,
  checks: answersChecked,
  statuses,
  server_errors: serverErrors.reduce((count, [, times]) => count + times, ofOneDatabase.length),
  failures: found,
  by_operation: [...outcomes.values()].map(({ found: _, ...it }) => ({ ...it, slowestMs: Math.round(it.slowestMs) })),
}
await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`)
for (const { operationId, check, message } of found) say(`${operationId}: ${check}: ${message.slice(0, 500)}`)
say(
  `${done} cases (${pair.requests} requests) to ${outcomes.size} operations on both databases: ${found.length} failures, ` +
    `${report.server_errors} answers of 500 and above, ${report.seconds} s; the report is ${values.report}`,
)
process.exit(found.length > 0 ? 1 : 0)
