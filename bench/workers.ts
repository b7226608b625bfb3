import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from './postgres.ts'
import { median, stop } from './processes.ts'
import { seed } from './seed.ts'
import { load, start } from './servers.ts'

/** Two workers against one, loading from Postgres, in turn. Workers, load and Postgres share all cores there are. */
const SESSIONS = 10_000
const folder = await mkdtemp(join(tmpdir(), 'lorekeep-workers-'))
const postgres = await startPostgres()
const url = await postgres.database('bench')
await seed(url, SESSIONS)
const settings = { DATABASE_URL: url, DATA_DIR: folder }
const one = await start('src/server.ts', settings)
const two = await start('src/server.ts', { ...settings, WEB_CONCURRENCY: '2' })

const options = { kind: 'load', sessions: SESSIONS, seconds: 4 }
const rates: { one: number; two: number }[] = []
for (let round = 0; round < 4; round++) {
  const pair = { one: await load(one, options), two: await load(two, options) }
  if (round > 0) rates.push({ one: pair.one.perSecond, two: pair.two.perSecond })
}
await stop(one.child)
await stop(two.child)
await postgres.stop()
await rm(folder, { recursive: true, force: true })

const rate = (which: 'one' | 'two') => median(rates.map((pair) => pair[which])).toFixed(0)
const ratio = median(rates.map(({ one, two }) => two / one)).toFixed(2)
process.stdout.write(`One worker ${rate('one')}/s, two workers ${rate('two')}/s: ${ratio} times (target: 1.7)
on ${availableParallelism()} cores, which also run Postgres and the load\n`)
