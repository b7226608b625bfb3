import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { WebSocket } from 'ws'
import { turnTimes } from '../src/services/talk/turn-taking.ts'
import { cpuSeconds, freePort, memoryMb, node, output, pinned, ready, stop } from './processes.ts'

/**
 * Many calls at once on one core: each sends 50 frames a second and is sent as many, is interrupted and answered every five
 * seconds, by speech services that take no time. How late frames are in both directions, how much memory it takes, and our own
 * share of the delay from the end of speech to the first frame of the answer. `npm run bench:calls -- --calls 200 --seconds 30`.
 */
const { values } = parseArgs({
  options: { calls: { type: 'string', default: '200' }, seconds: { type: 'string', default: '30' } },
})
const [CALLS, SECONDS] = [Number(values.calls), Number(values.seconds)]
const [FRAME_MS, CYCLE_MS, SPEECH_MS, GROUPS] = [20, 5_000, 300, 4]
const [SERVER] = [0]
const print = (text: string) => process.stdout.write(`${text}\n`)
const now = () => performance.timeOrigin + performance.now()

const folder = await mkdtemp(join(tmpdir(), 'lorekeep-calls-'))
const port = await freePort()
const base = `http://127.0.0.1:${port}`
const server = node(SERVER, 'bench/calls-server.ts', [], {
  ...{
    PORT: String(port),
    DATA_DIR: folder,
    DATABASE_URL: `sqlite:${join(folder, 'lorekeep.db')}`,
    BACKUP_CRON: 'off',
  },
  ...{ SIGNUP_CREDITS: '100000', CALLS_PER_USER_PER_DAY: '100000', RATE_LIMIT_PER_MINUTE: '1000000000' },
  ...{ SERVICE_DAILY_LIMIT_MICRO_USD: '1000000000000', DEFAULT_DAILY_LIMIT_MICRO_USD: '1000000000000' },
})
const told = output(server)
await ready(`${base}/readyz`)
const pid = server.pid as number

async function ask<T>(path: string, body?: object, token = ''): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  const reply = await fetch(
    `${base}/api/v1${path}`,
    body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers },
  )
  if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`)
  return (await reply.json()) as T
}

interface Line {
  socket: WebSocket
  streamSid: string
  sequence: number
  /** Milliseconds into its cycle at the begin. */
  phase: number
  kind: 0 | 1 | 2
  endedAt: number | undefined
  /** Of what is being played: when it began, and how many frames have come. */
  begunAt: number
  frames: number
  isPlaying: boolean
}

const lateMs: number[] = []
const shareMs: number[] = []
let received = 0
let sent = 0
let isMeasuring = false

function receive(line: Line, data: Buffer) {
  const at = now()
  // {"event":"media" or {"event":"clear"
  if (data[10] === 0x63) line.isPlaying = false
  if (data[10] !== 0x6d || data[11] !== 0x65) return
  if (!line.isPlaying) {
    Object.assign(line, { isPlaying: true, begunAt: at, frames: 0 })
    if (line.endedAt !== undefined && isMeasuring) shareMs.push(at - line.endedAt - turnTimes.finished)
    line.endedAt = undefined
  }
  if (isMeasuring) {
    received++
    lateMs.push(at - line.begunAt - line.frames * FRAME_MS)
  }
  line.frames++
}

const silence = Buffer.alloc(160, 0xff)
const audio = Buffer.from(silence)

function send(line: Line, elapsed: number) {
  const into = (elapsed + line.phase) % CYCLE_MS
  const speaks = into < SPEECH_MS
  const kind = speaks ? 1 : line.kind === 1 ? 2 : 0
  audio[0] = kind === 1 && line.kind === 1 ? 0xff : kind
  line.kind = kind
  const at = now()
  audio.writeDoubleLE(at, 1)
  if (kind === 2) line.endedAt = at
  line.sequence++
  line.socket.send(
    `{"event":"media","sequenceNumber":"${line.sequence}","streamSid":"${line.streamSid}","media":{"track":"inbound","chunk":"${line.sequence}","timestamp":"${line.sequence * FRAME_MS}","payload":"${audio.toString('base64')}"}}`,
  )
  if (isMeasuring) sent++
}

async function connect(at: number, token: string): Promise<Line> {
  const { id } = await ask<{ id: string }>('/calls', { phone_number: '+12025550123', max_duration_minutes: 5 }, token)
  const { media } = await ask<{ media: { path: string; call_sid: string; token: string } }>(
    `/calls/${id}`,
    undefined,
    token,
  )
  const socket = new WebSocket(`ws://127.0.0.1:${port}${media.path}`)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const streamSid = `MZ${at.toString(16).padStart(32, '0')}`
  const line: Line = {
    ...{ socket, streamSid, sequence: 1, phase: (at / CALLS) * CYCLE_MS, kind: 0 },
    ...{ endedAt: undefined, begunAt: 0, frames: 0, isPlaying: false },
  }
  socket.on('message', (data: Buffer) => receive(line, data))
  socket.on('close', (code) => code !== 1000 && code !== 1001 && print(`a socket was closed: ${code}`))
  const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8_000, channels: 1 }
  const start = {
    streamSid,
    callSid: media.call_sid,
    mediaFormat,
    customParameters: { token: media.token, call_id: id },
  }
  socket.send(JSON.stringify({ event: 'start', sequenceNumber: '1', streamSid, start }))
  return line
}

const at = (sorted: Float64Array, percentile: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percentile) / 100))] as number
const shown = (numbers: number[]) => {
  const sorted = Float64Array.from(numbers).sort()
  return `p50 ${at(sorted, 50).toFixed(1)}, p95 ${at(sorted, 95).toFixed(1)}, p99 ${at(sorted, 99).toFixed(1)}, most ${at(sorted, 100).toFixed(1)} ms`
}

print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; ${pinned}`)
const { token } = await ask<{ token: string }>('/auth/device', { device_id: crypto.randomUUID() })
const lines: Line[] = []
for (let call = 0; call < CALLS; call++) lines.push(await connect(call, token))
await new Promise((resolve) => setTimeout(resolve, 3_000))
const begin = performance.now()
let ticks = 0
const timer = setInterval(() => {
  for (; ticks * (FRAME_MS / GROUPS) < performance.now() - begin; ticks++)
    for (let call = ticks % GROUPS; call < lines.length; call += GROUPS)
      send(lines[call] as Line, performance.now() - begin)
}, FRAME_MS / GROUPS)
await new Promise((resolve) => setTimeout(resolve, 5_000))
isMeasuring = true
const cpuBefore = (await cpuSeconds(pid)) ?? Number.NaN
const measuredFrom = performance.now()
let most = 0
while (performance.now() - measuredFrom < SECONDS * 1_000) {
  await new Promise((resolve) => setTimeout(resolve, 500))
  most = Math.max(most, (await memoryMb(pid)) ?? Number.NaN)
}
const seconds = (performance.now() - measuredFrom) / 1_000
isMeasuring = false
const used = (((await cpuSeconds(pid)) ?? Number.NaN) - cpuBefore) / seconds
clearInterval(timer)
await stop(server)
const heard = JSON.parse(await told) as { count: number; p50: number; p99: number; most: number }
print(
  `${CALLS} calls for ${seconds.toFixed(0)} s: ${(sent / seconds / CALLS).toFixed(1)} frames a second of each caller, ${(received / seconds / CALLS).toFixed(1)} to each`,
)
print(`Frames to the caller, after they were to be played: ${shown(lateMs)} (less than 0: ahead; target: p99 ≤ 60)`)
print(
  `Frames of the caller, until they are heard: p50 ${heard.p50.toFixed(1)}, p99 ${heard.p99.toFixed(1)}, most ${heard.most.toFixed(1)} ms (target: p99 ≤ 60)`,
)
print(
  `End of speech to the first frame, without the ${turnTimes.finished} ms of silence: ${shown(shareMs)} (${shareMs.length} answers; target: p95 < 15)`,
)
print(`Memory: ${most.toFixed(0)} MB at most (target: < 400); processor: ${(used * 100).toFixed(0)} % of a core`)
await rm(folder, { recursive: true, force: true })
