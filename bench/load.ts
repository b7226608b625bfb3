import { connect, type Socket } from 'node:net'
import { parseArgs } from 'node:util'

/**
 * Sends HTTP/1.1 requests over so many connections, each waiting for its answer before it sends the next, and prints
 * one JSON line. Plain sockets: with a client library, one core of load cannot keep a bare server's core busy, and
 * every ratio to it would flatter us.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    kind: { type: 'string' },
    sessions: { type: 'string' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '4' },
  },
})
const [port, sessions, connections, seconds] = [values.port, values.sessions, values.connections, values.seconds].map(
  Number,
) as [number, number, number, number]

const pick = () => `session-${Math.floor(Math.random() * sessions)}`
let serial = Date.now()

const requests: Record<string, () => string> = {
  load: () => `GET /api/v1/load/${pick()} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  save: () => {
    const body = `{"session_id":"${pick()}","state":{"scene_index":6,"party_name":"Aether's Chosen","heroes":[{"name":"Aether","class":"scribe","hp":70},{"name":"Kael","class":"fighter","hp":120}],"symbol_choice":"chaos","choices":{"scene8":"fight","serial":${serial++}}}}`
    return `POST /api/v1/save HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  },
}
const next = requests[values.kind as string] as () => string

const latencies: number[] = []
let failures = 0
let stopAt = Number.POSITIVE_INFINITY

/** One connection. Answers are ASCII, so a character is a byte. */
function run(socket: Socket): Promise<void> {
  let sentAt = 0
  let text = ''
  const send = () => {
    sentAt = performance.now()
    socket.write(next(), 'latin1')
  }
  return new Promise((resolve, reject) => {
    socket.setNoDelay(true).setEncoding('latin1').on('error', reject)
    socket.on('data', (chunk: string) => {
      text = text === '' ? chunk : text + chunk
      const head = text.indexOf('\r\n\r\n')
      if (head < 0) return
      const at = text.indexOf('ontent-length: ')
      if (text.length < head + 4 + Number.parseInt(text.slice(at + 15, at + 25), 10)) return
      if (!text.startsWith('HTTP/1.1 200')) failures++
      const now = performance.now()
      latencies.push(now - sentAt)
      text = ''
      if (now < stopAt) return send()
      socket.end()
      resolve()
    })
    socket.on('connect', send)
  })
}

const startedAt = performance.now()
stopAt = startedAt + seconds * 1000
await Promise.all(Array.from({ length: connections }, () => run(connect(port, '127.0.0.1'))))
const elapsed = (performance.now() - startedAt) / 1000

latencies.sort((a, b) => a - b)
const percentile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
const result = { perSecond: latencies.length / elapsed, p50: percentile(0.5), p99: percentile(0.99), failures }
process.stdout.write(`${JSON.stringify(result)}\n`)
