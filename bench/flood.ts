import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Connection, post } from './connection.ts'

/**
 * So many requests a second, whether or not answers keep up, from as many players as have a connection open; what is due
 * while all of them wait is counted as not sent. Prints one JSON line, a `Flood`. Quests are written: an answer costs the
 * server much more than the request costs this process. Once a second /livez is asked, on a connection of its own.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    rate: { type: 'string' },
    seconds: { type: 'string' },
    connections: { type: 'string', default: '4000' },
  },
})
const [port, rate, seconds, connections] = [values.port, values.rate, values.seconds, values.connections].map(
  Number,
) as [number, number, number, number]

/** A probe that is slower than this finds the service not well. */
const WELL_WITHIN_MS = 200
/** Probes in a row that must find it well. */
const WELL_TIMES = 10

export interface Flood {
  /** Answers with 2xx, by second. */
  good: number[]
  statuses: Record<string, number>
  withoutRetryAfter: number
  sent: number
  /** Milliseconds from the sending of a request to its answer with 2xx, or to its refusal. */
  p50: number
  p99: number
  refusedP99: number
  livez: Record<string, number>
  livezSlowestMs: number
  /** Milliseconds after the flood until quests were written again, ten in a row, each within 200 ms. */
  recoveredMs: number
}

const flood: Flood = {
  ...{ good: Array.from({ length: seconds }, () => 0), statuses: {}, withoutRetryAfter: 0, sent: 0 },
  ...{ p50: 0, p99: 0, refusedP99: 0, livez: {}, livezSlowestMs: 0, recoveredMs: 0 },
}
let startedAt = 0
const latencies: number[] = []
const refusals: number[] = []
const count = (counts: Record<string, number>, key: string) => {
  counts[key] = (counts[key] ?? 0) + 1
}
const statusOf = (answer: string) => answer.slice(9, 12)

let serial = 0
function quest() {
  const idea = { mission_idea: 'Help the local animal shelter', help_mode: 'solo', nickname: 'J', age_range: '12-15' }
  return post(
    '/api/v1/quests/generate',
    JSON.stringify({ ...idea, seed: serial, session_id: `session-${serial++ % 1_000}` }),
  )
}

let isOver = false

/** Connections that wait for an answer. */
const waiting = new Set<Connection>()
const idle: Connection[] = []

function answered(connection: Connection, answer: string, ms: number) {
  const status = statusOf(answer)
  count(flood.statuses, status)
  waiting.delete(connection)
  idle.push(connection)
  if (!status.startsWith('2')) {
    refusals.push(ms)
    if (!/retry-after: \d/i.test(answer)) flood.withoutRetryAfter++
    return
  }
  latencies.push(ms)
  const second = Math.floor((performance.now() - startedAt) / 1_000)
  if (second < seconds) flood.good[second] = (flood.good[second] as number) + 1
}

/** Another one takes its place. */
function closed(connection: Connection) {
  const at = idle.indexOf(connection)
  if (at >= 0) idle.splice(at, 1)
  if (waiting.delete(connection)) count(flood.statuses, 'closed without an answer')
  if (!isOver) opened().catch(() => {})
}

function send(connection: Connection) {
  waiting.add(connection)
  connection.send(quest(), performance.now())
}

const opened = () =>
  new Promise<void>((resolve, reject) => {
    const ready = (connection: Connection) => resolve(void idle.push(connection))
    new Connection(port, { opened: ready, answered, closed, failed: reject })
  })

/** The status of one answer and how long it took, on a connection of its own. */
const ask = (request: string) =>
  new Promise<{ status: string; ms: number }>((resolve) => {
    new Connection(port, {
      opened: (connection) => connection.send(request, performance.now()),
      answered: (connection, answer, ms) => {
        connection.end()
        resolve({ status: statusOf(answer), ms })
      },
      closed: () => resolve({ status: 'closed', ms: 0 }),
      failed: ({ message }) => resolve({ status: message, ms: 0 }),
    })
    setTimeout(() => resolve({ status: 'none within 30 s', ms: 30_000 }), 30_000).unref()
  })

async function probe() {
  const { status, ms } = await ask('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n')
  count(flood.livez, status)
  flood.livezSlowestMs = Math.max(flood.livezSlowestMs, ms)
}

while (idle.length < connections) await Promise.all(Array.from({ length: 50 }, opened))
const probing = setInterval(probe, 1_000)
startedAt = performance.now()
let skipped = 0
while (performance.now() - startedAt < seconds * 1_000) {
  const due = Math.floor(((performance.now() - startedAt) / 1_000) * rate)
  while (flood.sent + skipped < due) {
    const connection = idle.shift()
    if (connection) send(connection)
    if (connection) flood.sent++
    else skipped++
  }
  await sleep(1)
}
clearInterval(probing)
isOver = true

const endedAt = performance.now()
for (let well = 0; well < WELL_TIMES && performance.now() - endedAt < 30_000; ) {
  const { status, ms } = await ask(quest())
  well = status.startsWith('2') && ms < WELL_WITHIN_MS ? well + 1 : 0
}
flood.recoveredMs = performance.now() - endedAt
while (waiting.size > 0 && performance.now() - endedAt < 30_000) await sleep(10)
if (skipped > 0) flood.statuses['not sent'] = skipped

const percentile = (list: number[], share: number) =>
  list.sort((one, other) => one - other)[Math.floor(list.length * share)] ?? 0
const figures = {
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
  refusedP99: percentile(refusals, 0.99),
}
process.stdout.write(`${JSON.stringify({ ...flood, ...figures })}\n`, () => process.exit())
