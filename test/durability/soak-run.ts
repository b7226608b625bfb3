import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Test } from 'tap'
import { freePort, startPostgres } from '../fixtures/postgres.ts'
import { ADMIN_TOKEN } from '../fixtures/requests.ts'
import { startServer } from '../fixtures/server.ts'
import { TOKEN_SECRET } from '../fixtures/users.ts'
import { noValkey, startValkey } from '../fixtures/valkey.ts'
import { act, type Player } from './soak-load.ts'
import { clientOf } from './valkey-load.ts'

/**
 * Everything at once for an hour, on Postgres and Valkey, each of which is cut off in turn every five minutes:
 * `npm run durability:soak -- --minutes 60 --rate 40`. Prints memory, open files and latency as they go on. Exits with 1
 * when an answer fails outside of a fault, when memory or open files grow, or when credits or money do not add up.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, rate: { type: 'string', default: '40' } },
})
const [minutes, rate] = [Number(values.minutes), Number(values.rate)]
const PLAYERS = 40
const MINUTE_MS = 60_000
const FAULT_EVERY_MS = 5 * MINUTE_MS
const SAMPLE_MS = 10_000
/** After a fault has begun, within which answers may fail. */
const FAULT_MS = 20_000
/** Share of the time in which caches fill and code becomes fast. */
const WARM_UP = 0.25
const MAX_SLOPE_MB = 1
const print = (text: string) => process.stdout.write(`${text}\n`)

const teardowns: (() => unknown)[] = []
const keeper = { teardown: (close: () => unknown) => void teardowns.unshift(close) } as unknown as Test
const folder = await mkdtemp(join(tmpdir(), 'lorekeep-soak-'))
const postgres = await startPostgres()
const valkey = noValkey ? undefined : await startValkey(keeper)
const unlimited = [
  'RATE_LIMIT_PER_MINUTE',
  'NEW_SESSIONS_PER_MINUTE',
  'NEW_ACCOUNTS_PER_DAY',
  'MAX_MESSAGES_PER_MINUTE',
]
const env = {
  ...Object.fromEntries([...unlimited, 'MAX_SCENES_PER_MINUTE'].map((name) => [name, '1000000'])),
  ...{ CALLS_PER_USER_PER_DAY: '1000000', CALLS_PER_SECOND: '100', SIGNUP_CREDITS: '100000' },
  ...{ DATABASE_URL: postgres.url, DATA_DIR: folder, ADMIN_TOKEN, JWT_SECRET: TOKEN_SECRET, BACKUP_CRON: 'off' },
  TRUST_PROXY: '1',
  ...(valkey ? { REDIS_URL: valkey.url } : {}),
}
const server = await startServer({ ...env, PORT: String(await freePort()) })
const pid = server.child.pid as number
const client = clientOf(server.url)

/** Each has an address of their own, as told by a proxy: one address may sign in twenty times a minute. */
async function newPlayer(at: number): Promise<Player> {
  const body = JSON.stringify({ device_id: crypto.randomUUID() })
  const headers = { 'x-forwarded-for': `198.51.100.${at}` }
  const { statusCode, text } = await client.send({ path: '/api/v1/auth/device', method: 'POST', headers, body })
  if (statusCode !== 201) throw new Error(`a player could not sign in: ${text}`)
  const authorization = `Bearer ${JSON.parse(text).token}`
  return { session_id: crypto.randomUUID(), headers: { ...headers, authorization } }
}
const players: Player[] = []
while (players.length < PLAYERS) players.push(await newPlayer(players.length))
// Each has something to load.
for (const { session_id, headers } of players) {
  const state = { scene_index: 1, party_name: 'Otters', heroes: [], symbol_choice: null, choices: {} }
  await client.send({ path: '/api/v1/save', method: 'POST', headers, body: JSON.stringify({ session_id, state }) })
}

const startedAt = performance.now()
const elapsed = () => performance.now() - startedAt
const endMs = minutes * MINUTE_MS

let faultAt = Number.NEGATIVE_INFINITY
async function cutInTurn() {
  for (let turn = 0; ; turn++) {
    await sleep(FAULT_EVERY_MS)
    if (elapsed() > endMs - MINUTE_MS) return
    faultAt = elapsed()
    const other = turn % 2 === 0 || !valkey ? postgres : valkey
    print(`${(faultAt / MINUTE_MS).toFixed(1)} min: ${other === postgres ? 'Postgres' : 'Valkey'} is cut off`)
    await other.kill()
    await sleep(other === postgres ? 2_000 : 10_000)
    await other.start()
  }
}

/** Conflicts are answers: a turn of a call that has ended, a message while the one before is answered. */
const isExpected = (status: number) => (status >= 200 && status < 300) || status === 409
const isInFault = () => elapsed() - faultAt < FAULT_MS
const unexpected = new Map<string, number>()
const inFaults = new Map<number, number>()
let answered = 0
let latencies: number[] = []

async function one(player: Player) {
  const [sentAt, wasInFault] = [performance.now(), isInFault()]
  const { path, status } = await act(player, client.send)
  latencies.push(performance.now() - sentAt)
  answered++
  if (isExpected(status)) return
  if (wasInFault || isInFault()) inFaults.set(status, (inFaults.get(status) ?? 0) + 1)
  else unexpected.set(`${path} ${status}`, (unexpected.get(`${path} ${status}`) ?? 0) + 1)
}

interface Sample {
  minute: number
  mb: number
  files: number
}
const samples: Sample[] = []
async function sample() {
  const [status, files] = await Promise.all([readFile(`/proc/${pid}/status`, 'utf8'), readdir(`/proc/${pid}/fd`)])
  const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])
  samples.push({ minute: elapsed() / MINUTE_MS, mb: kilobytes / 1_024, files: files.length })
  if (samples.length % 6 !== 0) return
  const sorted = latencies.sort((one, other) => one - other)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0)
  const { minute, mb: now, files: open } = samples.at(-1) as Sample
  print(
    `${minute.toFixed(0)} min: ${now.toFixed(0)} MB, ${open} files, ${answered} answers, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  )
  latencies = []
}
const sampling = setInterval(sample, SAMPLE_MS)
cutInTurn().catch((error: Error) => print(`a fault could not be brought about: ${error.message}`))

let sent = 0
const running = new Set<Promise<void>>()
while (elapsed() < endMs) {
  for (const due = Math.floor((elapsed() / 1_000) * rate); sent < due; sent++) {
    const it = one(players[sent % PLAYERS] as Player)
    running.add(it)
    it.finally(() => running.delete(it))
  }
  await sleep(5)
}
clearInterval(sampling)
await Promise.all(running)

/** Megabytes a minute, by least squares, after the warm-up. */
function slopeOf(all: Sample[]) {
  const settled = all.slice(Math.floor(all.length * WARM_UP))
  const mean = (of: (sample: Sample) => number) => settled.reduce((sum, it) => sum + of(it), 0) / settled.length
  const [x, y] = [mean(({ minute }) => minute), mean(({ mb }) => mb)]
  const over = settled.reduce((sum, { minute, mb }) => sum + (minute - x) * (mb - y), 0)
  return over / settled.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
}
const check = (script: string) => {
  const { status, stdout } = spawnSync(process.execPath, [`scripts/${script}.ts`], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  })
  print(stdout.trim())
  return status === 0
}
const slope = slopeOf(samples)
const [first, last] = [samples[Math.floor(samples.length * WARM_UP)] as Sample, samples.at(-1) as Sample]
print(
  `${answered} answers in ${minutes} min; outside of faults ${JSON.stringify(Object.fromEntries(unexpected))} failed, in faults ${JSON.stringify(Object.fromEntries(inFaults))}`,
)
print(
  `Memory grows by ${slope.toFixed(2)} MB a minute (target: < ${MAX_SLOPE_MB}); ${first.mb.toFixed(0)} to ${last.mb.toFixed(0)} MB, ${first.files} to ${last.files} files`,
)
const isSound = [check('credits-check'), check('spending-check')].every(Boolean)
client.close()
const code = await server.stop()
print(`It stopped with ${code}`)
for (const close of teardowns) await close()
await postgres.stop()
await rm(folder, { recursive: true, force: true })
const isWell = unexpected.size === 0 && slope < MAX_SLOPE_MB && last.files - first.files < 20 && isSound && code === 0
process.exit(isWell ? 0 : 1)
