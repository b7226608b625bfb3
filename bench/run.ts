import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from './postgres.ts'
import { memoryMb, pinned, stop } from './processes.ts'
import { seed } from './seed.ts'
import { type Best, type Load, least, load, type Server, start } from './servers.ts'

/**
 * Load and save on both databases against the bare framework, in turn within one run: machines differ and drift, a
 * ratio holds. What counts is the processor time that the server's process used for a request: unlike the rate, it
 * hardly changes with what else the machine does. The least of the rounds is the one that was disturbed least.
 * `npm run bench -- --sessions 10000,1000000 --engines sqlite --rounds 5 --seconds 4`.
 */
const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '10000' },
    engines: { type: 'string', default: 'sqlite,postgres' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
/** The load runs beside the server, not on its core. */
const [SERVER, LOAD] = [0, 1]
const sizes = values.sessions.split(',').map(Number)
/** The share of a request's processor time that the bare framework needs. */
const targets: Record<string, number> = {
  'sqlite load': 0.6,
  'sqlite save': 0.45,
  'postgres load': 0.33,
  'postgres save': 0.22,
}

interface Row {
  what: string
  sessions: number
  ours: Best
  bare: Best
  /** Milliseconds, at half of our highest rate. */
  halfP99: number
}

async function compare(engine: string, kind: string, sessions: number, ours: Server, bare: Server): Promise<Row> {
  const run = (server: Server, rate?: number) =>
    load(server, { kind, sessions, seconds, ...(rate === undefined ? {} : { rate }) }, LOAD)
  await run(bare)
  await run(ours)
  const results: { ours: Load[]; bare: Load[] } = { ours: [], bare: [] }
  for (let round = 0; round < rounds; round++) {
    results.bare.push(await run(bare))
    results.ours.push(await run(ours))
  }
  const best = least(results.ours)
  const half = [await run(ours, best.perSecond / 2), await run(ours, best.perSecond / 2)]
  return { what: `${engine} ${kind}`, sessions, ours: best, bare: least(results.bare), halfP99: least(half).p99 }
}

const count = (number: number) => Math.round(number).toLocaleString('en')
const line = (cells: string[]) =>
  `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(14) : cell.padStart(10))).join(' | ')} |`
const print = (text: string) => process.stdout.write(`${text}\n`)
const heads = ['', 'sessions', 'CPU', 'bare CPU', 'ratio', 'target', 'rate', 'bare rate', 'p99', 'p99 at 1/2']

function show({ what, sessions, ours, bare, halfP99 }: Row) {
  const target = targets[what] as number
  const cells = [
    what,
    count(sessions),
    `${ours.cpu.toFixed(1)} µs`,
    `${bare.cpu.toFixed(1)} µs`,
    (bare.cpu / ours.cpu).toFixed(2),
    `≥ ${target.toFixed(2)}`,
    `${count(ours.perSecond)}/s`,
    `${count(bare.perSecond)}/s`,
    `${ours.p99.toFixed(1)} ms`,
    `${halfP99.toFixed(1)} ms`,
  ]
  print(line(cells))
}

/** One engine at one size: a server on a database of its own. Returns what it held in memory at the end. */
async function measure(engine: string, url: string, folder: string, sessions: number, bare: Server, rows: Row[]) {
  await seed(url, sessions)
  const ours = await start('src/server.ts', { DATABASE_URL: url, DATA_DIR: folder }, SERVER)
  for (const kind of ['load', 'save']) {
    const row = await compare(engine, kind, sessions, ours, bare)
    rows.push(row)
    show(row)
  }
  const memory = await memoryMb(ours.pid)
  await stop(ours.child)
  return memory
}

const folder = await mkdtemp(join(tmpdir(), 'lorekeep-bench-'))
const bare = await start('bench/bare.ts', {}, SERVER)
const rows: Row[] = []
const memory: string[] = []
print(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${pinned}, 64 connections, ${rounds} rounds of ${values.seconds} s\n`,
)
print(line(heads))
print(line(['---', ...heads.slice(1).map(() => '---:')]))

if (values.engines.includes('sqlite')) {
  for (const sessions of sizes) {
    const used = await measure('sqlite', `sqlite:${folder}/${sessions}.db`, folder, sessions, bare, rows)
    memory.push(`sqlite, ${count(sessions)} sessions: ${used?.toFixed(0)} MB`)
  }
}
if (values.engines.includes('postgres')) {
  const postgres = await startPostgres(['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'])
  for (const sessions of sizes) {
    const url = await postgres.database(`bench_${sessions}`)
    const used = await measure('postgres', url, folder, sessions, bare, rows)
    memory.push(`postgres, ${count(sessions)} sessions: ${used?.toFixed(0)} MB`)
  }
  await postgres.stop()
}
await stop(bare.child)
await rm(folder, { recursive: true, force: true })

if (sizes.length > 1) {
  print('\nFrom the smallest to the largest number of sessions, processor time a request (target: not below 0.85):')
  for (const what of new Set(rows.map((row) => row.what))) {
    const own = rows.filter((row) => row.what === what)
    print(`  ${what}: ${((own[0]?.ours.cpu ?? 0) / (own.at(-1)?.ours.cpu ?? 1)).toFixed(2)}`)
  }
}
print(`\nResident memory after the load (target: under 260 MB): ${memory.join('; ')}`)
