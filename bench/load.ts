import { parseArgs } from 'node:util'
import { Connection, post } from './connection.ts'

/**
 * Sends HTTP/1.1 requests over so many connections and prints one JSON line. Without a rate, each connection sends its
 * next request when it has its answer. With one, so many requests a second are due, and each is timed from the moment
 * it was due: a server that stalls cannot hide it by making us wait with the next.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    kind: { type: 'string' },
    sessions: { type: 'string' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '4' },
    rate: { type: 'string' },
    path: { type: 'string', default: '/' },
    tag: { type: 'string', default: '' },
    authorization: { type: 'string' },
  },
})
const [port, sessions, connections, seconds] = [values.port, values.sessions, values.connections, values.seconds].map(
  Number,
) as [number, number, number, number]

const authorization = values.authorization === undefined ? '' : `Authorization: ${values.authorization}\r\n`
const pick = () => `session-${Math.floor(Math.random() * sessions)}`
let serial = Date.now()

const requests: Record<string, () => string> = {
  load: () => `GET /api/v1/load/${pick()} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  save: () =>
    post(
      '/api/v1/save',
      `{"session_id":"${pick()}","state":{"scene_index":6,"party_name":"Aether's Chosen","heroes":[{"name":"Aether","class":"scribe","hp":70},{"name":"Kael","class":"fighter","hp":120}],"symbol_choice":"chaos","choices":{"scene8":"fight","serial":${serial++}}}}`,
    ),
  scene: () => {
    const location = `Place ${Math.floor(Math.random() * sessions)}`
    return post('/api/v1/scenes/generate', `{"location":"${location}","time_of_day":"dusk","weather":"rain"}`)
  },
  file: () => `GET ${values.path} HTTP/1.1\r\nHost: localhost\r\n${authorization}\r\n`,
  known: () => `GET ${values.path} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${values.tag}\r\n\r\n`,
}
const expected = values.kind === 'known' ? 'HTTP/1.1 304' : 'HTTP/1.1 200'
const next = requests[values.kind as string] as () => string

const latencies: number[] = []
let failures = 0
let refusal = ''
const startedAt = performance.now()
const stopAt = startedAt + seconds * 1000

function refuse(answer: string) {
  failures++
  refusal ||= answer
}

/** Takes an answer; `then` goes on with the connection. */
const counted = (then: (connection: Connection) => void) => (connection: Connection, text: string, ms: number) => {
  if (!text.startsWith(expected)) refuse(text)
  latencies.push(ms)
  then(connection)
}

/** Each connection sends its next request when it has its answer. */
const unpaced = () =>
  new Promise<void>((resolve, reject) => {
    let open = connections
    const answered = (connection: Connection) => {
      const now = performance.now()
      if (now < stopAt) return connection.send(next(), now)
      connection.end()
      if (--open === 0) resolve()
    }
    for (let at = 0; at < connections; at++)
      new Connection(port, { opened: answered, answered: counted(answered), failed: reject })
  })

/** So many requests a second, each on the connection that has been idle for the longest. */
const paced = (rate: number) =>
  new Promise<void>((resolve, reject) => {
    const idle: Connection[] = []
    let sent = 0
    const sendDue = () => {
      const due = Math.floor(((Math.min(performance.now(), stopAt) - startedAt) / 1000) * rate)
      while (sent < due && idle.length > 0) idle.shift()?.send(next(), startedAt + (sent++ / rate) * 1000)
      if (performance.now() < stopAt || sent < due || idle.length < connections) return
      clearInterval(timer)
      for (const connection of idle) connection.end()
      resolve()
    }
    const timer = setInterval(sendDue, 1)
    const answered = (connection: Connection) => {
      idle.push(connection)
      sendDue()
    }
    for (let at = 0; at < connections; at++)
      new Connection(port, { opened: answered, answered: counted(answered), failed: reject })
  })

await (values.rate === undefined ? unpaced() : paced(Number(values.rate)))
const elapsed = (performance.now() - startedAt) / 1000

latencies.sort((a, b) => a - b)
const percentile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
const result = {
  answered: latencies.length,
  perSecond: latencies.length / elapsed,
  p50: percentile(0.5),
  p99: percentile(0.99),
  failures,
  refusal,
}
process.stdout.write(`${JSON.stringify(result)}\n`)
