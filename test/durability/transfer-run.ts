import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { connect } from '../../db/connect.ts'
import { addFaults, faults } from '../fixtures/odd-faults.ts'
import { fillOddly } from '../fixtures/odd-rows.ts'
import { admin, startPostgres } from '../fixtures/postgres.ts'
import { marksOf, postgresRows, sqliteRows } from '../fixtures/transfer-rows.ts'
import { seeded } from './states.ts'

/**
 * Whether a move from SQLite to Postgres can be trusted: odd rows of every table, and some that Postgres refuses, moved by
 * the command, which is killed at random moments and run again; then every value compared. Exits with 1 when it is not so.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const folder = await mkdtemp(join(tmpdir(), 'lorekeep-transfer-trials-'))
const path = join(folder, 'lorekeep.db')
const server = await startPostgres()
const script = resolve(import.meta.dirname, '../../scripts/transfer.ts')

/** Runs the command, and kills it after so many milliseconds. */
async function run(to: string, killAfterMs?: number) {
  const args = [script, '--from', `sqlite:${path}`, '--to', to]
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  let out = ''
  child.stdout.on('data', (text) => (out += text))
  const startedAt = performance.now()
  let peak = 0
  const look = () => {
    peak = peakOf(child.pid as number) ?? peak
  }
  const looking = setInterval(look, 100)
  const [code, signal] = await once(child, 'close')
  clearTimeout(timer)
  clearInterval(looking)
  return { code: code ?? signal, out, ms: performance.now() - startedAt, peak }
}

/** The most memory that a process has used, in megabytes; undefined where the system does not tell. */
function peakOf(pid: number): number | undefined {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1_000)
  } catch {
    return undefined
  }
}

async function fresh(name: string) {
  await admin(server.url, `create database ${name}`)
  return server.url.replace(/postgres$/, name)
}

const summaryOf = ({ out }: { out: string }) =>
  out.split('\n').find((line) => line.includes('copied and compared')) ?? out

const bad: string[] = []
const expect = (isSo: boolean, what: string) => void (isSo || bad.push(what))
try {
  say(`seed ${values.seed}`)
  const source = connect(`sqlite:${path}`)
  await source.migrate()
  await source.close()
  fillOddly(path, Number(values.rows), Number(values.seed))
  const before = sqliteRows(path)
  const first = await run(await fresh('whole'))
  expect(first.code === 0, `the first run ended with ${first.code}`)
  say(`in one go: ${summaryOf(first)} At most ${first.peak} MB of memory.`)

  addFaults(path)
  const to = await fresh('killed')
  const random = seeded(Number(values.seed))
  let cut = 0
  for (let kill = 0; kill < Number(values.kills); kill++) {
    // At most half of a run, else the first one or two would do it all.
    const { code } = await run(to, 500 + random() * first.ms * 0.5)
    if (code === 'SIGKILL') cut++
  }
  const last = await run(to)
  say(`killed ${cut} times, then: ${summaryOf(last)}`)
  expect(
    last.out.split('\nrefused: ').length - 1 + Number(last.out.startsWith('refused: ')) === faults.length,
    'refused',
  )
  expect(!last.out.includes('DIFFERS'), 'sums differ')
  expect(isDeepStrictEqual(await postgresRows(to), before), 'a value is another one')
  const marks = await marksOf(to)
  const again = await run(to)
  say(`once more: ${summaryOf(again)}`)
  expect((await marksOf(to)) === marks, 'a run too many has written something')
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
say(bad.length === 0 ? 'Every value is there, and nothing else.' : `Not so: ${bad.join('; ')}`)
process.exit(bad.length > 0 ? 1 : 0)
