import { connect } from 'node:net'
import { parseArgs } from 'node:util'

/**
 * So many requests a second, each on a connection of its own, whether or not answers keep up; prints one JSON line. Quests
 * are written: an answer costs the server much more than the request costs this process. Once a second /livez is asked.
 */
const { values } = parseArgs({
  options: { port: { type: 'string' }, rate: { type: 'string' }, seconds: { type: 'string' } },
})
const [port, rate, seconds] = [values.port, values.rate, values.seconds].map(Number) as [number, number, number]

/** Connections at the same time: beyond it, what is due is not sent and counted as such. */
const MOST = 12_000

let serial = 0
const statuses: Record<string, number> = {}
const good = Array.from({ length: seconds }, () => 0)
const latencies: number[] = []
const probes: Record<string, number> = {}
let withoutRetryAfter = 0
let open = 0
let sent = 0
const startedAt = performance.now()
const count = (in_: Record<string, number>, what: string) => {
  in_[what] = (in_[what] ?? 0) + 1
}

function quest() {
  const idea = { mission_idea: 'Help the local animal shelter', help_mode: 'solo', nickname: 'J', age_range: '12-15' }
  const body = JSON.stringify({ ...idea, seed: serial, session_id: `session-${serial++ % 1_000}` })
  return `POST /api/v1/quests/generate HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}
const livez = 'GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

/** The status of an answer and whether it says when to come back. */
const ask = (text: string) =>
  new Promise<{ status: string; head: string }>((resolve) => {
    open++
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text)).setEncoding('latin1')
    const end = (status: string) => {
      open--
      socket.destroy()
      resolve({ status, head: answer.split('\r\n\r\n', 1)[0] as string })
    }
    socket.on('data', (chunk: string) => {
      answer += chunk
    })
    let isEnded = false
    const once = (status: string) => {
      if (isEnded) return
      isEnded = true
      end(status)
    }
    socket.on('error', (error: NodeJS.ErrnoException) => once(String(error.code)))
    socket.on('close', () => once(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'closed'))
  })

async function one() {
  const at = performance.now()
  sent++
  const { status, head } = await ask(quest())
  count(statuses, status)
  if (status === '503' && !/retry-after: \d/i.test(head)) withoutRetryAfter++
  if (!status.startsWith('2')) return
  latencies.push(performance.now() - at)
  const second = Math.floor((performance.now() - startedAt) / 1_000)
  if (second < seconds) good[second] = (good[second] as number) + 1
}

const probing = setInterval(async () => count(probes, (await ask(livez)).status), 1_000)
const pause = () => new Promise((resolve) => setTimeout(resolve, 1))
let skipped = 0
const running: Promise<void>[] = []
while (performance.now() - startedAt < seconds * 1_000) {
  const due = Math.floor(((performance.now() - startedAt) / 1_000) * rate)
  while (sent + skipped < due) {
    if (open < MOST) running.push(one())
    else skipped++
  }
  await pause()
}
clearInterval(probing)
const endedAt = performance.now()
let inARow = 0
while (inARow < 10 && performance.now() - endedAt < 30_000) {
  const at = performance.now()
  const { status } = await ask(quest())
  inARow = status === '201' && performance.now() - at < 200 ? inARow + 1 : 0
}
const recoveredMs = performance.now() - endedAt
await Promise.all(running)
if (skipped > 0) statuses['not sent'] = skipped
latencies.sort((one, other) => one - other)
const percentile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
process.stdout.write(
  `${JSON.stringify({ good, statuses, withoutRetryAfter, sent, p50: percentile(0.5), p99: percentile(0.99), probes, recoveredMs })}\n`,
)
