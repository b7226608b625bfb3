import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../test/fixtures/postgres.ts'
import { median, memoryMb, pinned, stop } from './processes.ts'
import { seed } from './seed.ts'
import { load, type Server, start } from './servers.ts'

/**
 * Load and save on both databases against the bare framework, in turn within one run: machines differ and drift, a
 * ratio holds. `npm run bench -- --sessions 10000 --rounds 3 --seconds 4`.
 */
const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '10000,1000000' },
    engines: { type: 'string', default: 'sqlite,postgres' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
/** The load runs beside the server, not on its core. */
const [SERVER, LOAD] = [0, 1]
const sizes = values.sessions.split(',').map(Number)
const targets: Record<string, number> = {
  'sqlite load': 0.55,
  'sqlite save': 0.4,
  'postgres load': 0.25,
  'postgres save': 0.12,
}

type Row = { what: string; sessions: number; ours: number; bare: number; ratio: number; p99: number; busy: number }

async function compare(engine: string, kind: string, sessions: number, ours: Server, bare: Server): Promise<Row> {
  const run = (server: Server, during = seconds) => load(server, kind, sessions, during, LOAD)
  await run(bare, 2)
  await run(ours, 2)
  const pairs = []
  for (let round = 0; round < rounds; round++) {
    pairs.push({ bare: await run(bare), ours: await run(ours) })
  }
  return {
    what: `${engine} ${kind}`,
    sessions,
    ours: median(pairs.map((pair) => pair.ours.perSecond)),
    bare: median(pairs.map((pair) => pair.bare.perSecond)),
    ratio: median(pairs.map((pair) => pair.ours.perSecond / pair.bare.perSecond)),
    p99: median(pairs.map((pair) => pair.ours.p99)),
    busy: median(pairs.map((pair) => pair.ours.busy)),
  }
}

const count = (number: number) => Math.round(number).toLocaleString('en')
const line = (cells: string[]) =>
  `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(14) : cell.padStart(10))).join(' | ')} |`
const print = (text: string) => process.stdout.write(`${text}\n`)

function show(row: Row) {
  const target = targets[row.what] as number
  const cells = [
    row.what,
    count(row.sessions),
    `${count(row.ours)}/s`,
    `${count(row.bare)}/s`,
    row.ratio.toFixed(2),
    `≥ ${target.toFixed(2)}`,
    `${row.p99.toFixed(1)} ms`,
    `${Math.round(row.busy * 100)} %`,
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
print(line(['', 'sessions', 'Lorekeep', 'bare', 'ratio', 'target', 'p99', 'core busy']))
print(line(['---', '---:', '---:', '---:', '---:', '---:', '---:', '---:']))

if (values.engines.includes('sqlite')) {
  for (const sessions of sizes) {
    const used = await measure('sqlite', `sqlite:${folder}/${sessions}.db`, folder, sessions, bare, rows)
    memory.push(`sqlite, ${count(sessions)} sessions: ${used?.toFixed(0)} MB`)
  }
}
if (values.engines.includes('postgres')) {
  const postgres = await startPostgres(['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'])
  for (const sessions of sizes) {
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    await client.query(`create database bench_${sessions}`)
    await client.end()
    const url = postgres.url.replace(/postgres$/, `bench_${sessions}`)
    const used = await measure('postgres', url, folder, sessions, bare, rows)
    memory.push(`postgres, ${count(sessions)} sessions: ${used?.toFixed(0)} MB`)
  }
  await postgres.stop()
}
await stop(bare.child)
await rm(folder, { recursive: true, force: true })

print('\nFrom the smallest to the largest number of sessions, our own rate (target: not below 0.85):')
for (const what of new Set(rows.map((row) => row.what))) {
  const own = rows.filter((row) => row.what === what)
  print(`  ${what}: ${((own.at(-1)?.ours ?? 0) / (own[0]?.ours ?? 1)).toFixed(2)}`)
}
print(`\nResident memory after the load (target: under 260 MB): ${memory.join('; ')}`)
