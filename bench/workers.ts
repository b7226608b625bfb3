import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from './postgres.ts'
import { cpuSecondsOfAll, median, stop } from './processes.ts'
import { seed } from './seed.ts'
import { load, type Server, start } from './servers.ts'

/**
 * Two workers against one, loading from Postgres, in turn. Workers, load and Postgres share all cores there are: on two
 * cores, two workers cannot be faster than one. So the processor time of a request is compared too: where it is the same,
 * each worker on a core of its own answers as much as the one.
 */
const SESSIONS = 10_000
const folder = await mkdtemp(join(tmpdir(), 'lorekeep-workers-'))
const postgres = await startPostgres()
const url = await postgres.database('bench')
await seed(url, SESSIONS)
const settings = { DATABASE_URL: url, DATA_DIR: folder }
const one = await start('src/server.ts', settings)
const two = await start('src/server.ts', { ...settings, WEB_CONCURRENCY: '2' })

const options = { kind: 'load', sessions: SESSIONS, seconds: 4 }
async function measured(server: Server) {
  const before = await cpuSecondsOfAll(server.pid)
  const { perSecond, answered } = await load(server, options)
  return { perSecond, cpu: (((await cpuSecondsOfAll(server.pid)) - before) * 1e6) / answered }
}

const rounds: Record<'one' | 'two', { perSecond: number; cpu: number }>[] = []
for (let round = 0; round < 4; round++) {
  const pair = { one: await measured(one), two: await measured(two) }
  if (round > 0) rounds.push(pair)
}
await stop(one.child)
await stop(two.child)
await postgres.stop()
await rm(folder, { recursive: true, force: true })

const medianOf = (which: 'one' | 'two', what: 'perSecond' | 'cpu') => median(rounds.map((round) => round[which][what]))
const ratio = median(rounds.map(({ one, two }) => two.perSecond / one.perSecond))
const onOwnCores = (2 * medianOf('one', 'cpu')) / medianOf('two', 'cpu')
process.stdout.write(`One worker ${medianOf('one', 'perSecond').toFixed(0)}/s, two workers ${medianOf('two', 'perSecond').toFixed(0)}/s: ${ratio.toFixed(2)} times (target: 1.7)
on ${availableParallelism()} cores, which also run Postgres and the load.
A request takes ${medianOf('one', 'cpu').toFixed(1)} µs of processor with one worker, ${medianOf('two', 'cpu').toFixed(1)} µs with two:
calculated from it, and not measured: ${onOwnCores.toFixed(2)} times with a core for each.\n`)
