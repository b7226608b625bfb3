import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import pg from 'pg'
import { connect } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import type { QuestRequest } from '../schemas/quests/plan.ts'
import { readRequest } from '../src/domains/quests/writer/reading.ts'
import { WRITER_MODEL, writeQuest } from '../src/domains/quests/writer/write.ts'
import { startPostgres } from './postgres.ts'
import { node, output, pinned, stop } from './processes.ts'
import { type Server, start } from './servers.ts'

/**
 * Quests: written by the built-in writer at a steady rate, with a model that hangs, and listed out of many.
 * `npm run bench:quests -- --quests 1000000 --seconds 10 --only writer,hung,sqlite,postgres`.
 */
const { values } = parseArgs({
  options: {
    quests: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '10' },
    only: { type: 'string', default: 'writer,hung,sqlite,postgres' },
  },
})
const quests = Number(values.quests)
const PER_SESSION = 20
const [SERVER, LOAD] = [0, 1]
const print = (text: string) => process.stdout.write(`${text}\n`)
const ms = (value: number) => `${value.toFixed(1)} ms`

type Result = { p50: number; p99: number; max: number; answered: number; outcomes: Record<string, number> }

async function paced(server: Server, kind: string, rate: number, seconds = Number(values.seconds)): Promise<Result> {
  const sessions = Math.max(1, quests / PER_SESSION)
  const settings = { port: server.port, kind, rate, seconds, sessions }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  return JSON.parse(await output(node(LOAD, 'bench/paced.ts', args))) as Result
}

const summary = ({ p50, p99, max, outcomes }: Result) =>
  `p50 ${ms(p50)}, p99 ${ms(p99)}, slowest ${ms(max)} (${Object.entries(outcomes)
    .map(([what, count]) => `${count} × ${what}`)
    .join(', ')})`

const request: QuestRequest = {
  mission_idea: 'There are a lot of stray cats in my neighborhood and the shelter is running out of blankets',
  help_mode: 'supplies',
  nickname: 'JayNova',
  age_range: '12-15',
  seed: 0,
}

const write = (seed: number) => writeQuest({ ...request, seed }, readRequest({ ...request, seed }, []), new Date())

/** The writer alone, by CPU time. */
function writerAlone() {
  const runs = 5_000
  for (let seed = 0; seed < runs; seed++) write(seed)
  const begun = process.cpuUsage()
  for (let seed = 0; seed < runs; seed++) write(seed)
  const { user, system } = process.cpuUsage(begun)
  print(`The writer alone (target: 1 ms of CPU): ${((user + system) / runs).toFixed(0)} µs a quest`)
}

async function steadily(folder: string) {
  const server = await start('src/server.ts', { DATABASE_URL: `sqlite:${folder}/writer.db`, DATA_DIR: folder }, SERVER)
  await paced(server, 'generate', 500, 3)
  print(
    `Written by the built-in writer, SQLite, 500/s (target: p99 under 10 ms): ${summary(await paced(server, 'generate', 500))}`,
  )
  await stop(server.child)
}

/** A model that takes connections and never says a word. */
async function withHungModel(folder: string) {
  const hung = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => hung.once('listening', resolve))
  const { port } = hung.address() as AddressInfo
  const settings = {
    DATABASE_URL: `sqlite:${folder}/hung.db`,
    DATA_DIR: folder,
    RAINDROP_API_URL: `http://127.0.0.1:${port}/quest`,
    RAINDROP_API_KEY: 'of-the-bench',
    MODEL_REQUESTS_PER_MINUTE: '1000000',
  }
  const server = await start('src/server.ts', settings, SERVER)
  print(`A model that hangs, 5 at once (target: at most 15,000 ms): ${summary(await paced(server, 'generate', 5, 1))}`)
  print(
    `Once it is not asked any more, 100/s (target: under 20 ms): ${summary(await paced(server, 'generate', 100, 5))}`,
  )
  await stop(server.child)
  hung.close()
}

/** So many at once: a statement of ours may not take long. */
const BATCH = 20_000

/** Quests of `session-0` and on, each session with its 20 spread over the whole table. */
async function seed(url: string) {
  const { db, engine, close } = connect(url)
  await migrate(db, engine)
  const served_by = {
    provider: 'built-in',
    model: WRITER_MODEL,
    cached: false,
    fallback: true,
    fallback_reason: 'not_configured',
    latency_ms: 0,
    cost_micro_usd: 0,
  }
  const json = JSON.stringify({ ...write(0), request, served_by })
  const quest = engine === 'sqlite' ? sql`${json}` : sql`${json}::json`
  const now = engine === 'sqlite' ? sql`${new Date().toISOString()}` : sql`now()`
  for (let from = 0; from < quests; from += BATCH) {
    const to = Math.min(from + BATCH, quests) - 1
    const numbers =
      engine === 'sqlite'
        ? sql`with recursive n(i) as (select ${sql.lit(from)} union all select i + 1 from n where i < ${sql.lit(to)}) select i from n`
        : sql`select i from generate_series(${sql.lit(from)}, ${sql.lit(to)}) as n(i)`
    await sql`insert into quests (session_id, created_at, help_mode, quest_json, steps_total, steps_done, sgxp_total, sgxp_earned)
      select 'session-' || (i % ${sql.lit(quests / PER_SESSION)}), ${now}, 'supplies', ${quest}, 5, 1, 100, 10 from (${numbers}) as numbers`.execute(
      db,
    )
    await sql`insert into quest_steps_done (quest_id, step_id, done_at) select id, 1, ${now} from quests where id > ${sql.lit(from)}`.execute(
      db,
    )
    process.stderr.write(`\r  ${Math.round(((to + 1) / quests) * 100)} % of ${quests.toLocaleString('en')} quests `)
  }
  process.stderr.write('\r\u001b[K')
  await close()
  if (engine === 'sqlite') return
  // Otherwise the server does both while we measure.
  await asOwner(url, 'vacuum analyze')
  await asOwner(url, 'checkpoint')
}

/** On a connection without our time limits. */
async function asOwner(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function listed(engine: string, url: string, folder: string) {
  await seed(url)
  const server = await start('src/server.ts', { DATABASE_URL: url, DATA_DIR: folder }, SERVER)
  await paced(server, 'list', 1_000, 5)
  const result = await paced(server, 'list', 200)
  print(
    `A session's ${PER_SESSION} of ${quests.toLocaleString('en')} quests, ${engine}, 200/s (target: p99 under 5 ms): ${summary(result)}`,
  )
  await stop(server.child)
}

const folder = await mkdtemp(join(tmpdir(), 'lorekeep-bench-'))
print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${pinned}\n`)
const parts: Record<string, () => Promise<void>> = {
  writer: async () => {
    writerAlone()
    await steadily(folder)
  },
  hung: () => withHungModel(folder),
  sqlite: () => listed('SQLite', `sqlite:${folder}/many.db`, folder),
  postgres: async () => {
    const postgres = await startPostgres(['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'])
    await listed('Postgres', await postgres.database('bench_quests'), folder)
    await postgres.stop()
  },
}
for (const part of values.only.split(',')) await parts[part]?.()
await rm(folder, { recursive: true, force: true })
