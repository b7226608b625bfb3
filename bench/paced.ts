import { Agent, request } from 'node:http'
import { parseArgs } from 'node:util'

/**
 * Sends so many requests a second whether or not the answers keep up, and prints one JSON line. Each is timed from the
 * moment it was due: a server that stalls cannot hide it by making us wait with the next.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    kind: { type: 'string' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    sessions: { type: 'string', default: '50000' },
  },
})
const [port, rate, seconds, sessions] = [values.port, values.rate, values.seconds, values.sessions].map(Number) as [
  number,
  number,
  number,
  number,
]
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const session = () => `session-${Math.floor(Math.random() * sessions)}`

const ideas = [
  ['There are a lot of stray cats in my neighborhood and the shelter is running out of blankets', 'supplies', '12-15'],
  ['Start a community garden behind the library', 'helpers', '16-18'],
  ['Clean up the litter in the park', 'helpers', '8-11'],
  ['Help the local animal shelter', 'awareness', 'Adult'],
  ['Kids in my class are lonely at lunch', 'awareness', '12-15'],
  ['Fix old bikes for families who need one', 'solo', '16-18'],
]
let serial = 0

const kinds: Record<string, () => { method: string; path: string; body?: string }> = {
  generate: () => {
    const [mission_idea, help_mode, age_range] = ideas[serial % ideas.length] as [string, string, string]
    const body = { mission_idea, help_mode, age_range, nickname: 'JayNova', seed: serial++, session_id: session() }
    return { method: 'POST', path: '/api/v1/quests/generate', body: JSON.stringify(body) }
  },
  list: () => ({ method: 'GET', path: `/api/v1/quests?session_id=${session()}` }),
}
const next = kinds[values.kind as string] as (typeof kinds)[string]

const latencies: number[] = []
const outcomes: Record<string, number> = {}
const count = (what: string) => {
  outcomes[what] = (outcomes[what] ?? 0) + 1
}

function send(dueAt: number): Promise<void> {
  const { method, path, body } = next()
  const headers = body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {}
  return new Promise((resolve) => {
    const failed = (error: Error) => {
      count(error.message)
      resolve()
    }
    const sent = request({ agent, port, host: '127.0.0.1', method, path, headers }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      reply.on('end', () => {
        latencies.push(performance.now() - dueAt)
        count(`${reply.statusCode}${/"fallback_reason":"(\w+)"/.exec(text)?.[1]?.replace(/^/, ' ') ?? ''}`)
        resolve()
      })
    })
    sent.on('error', failed)
    sent.end(body)
  })
}

const startedAt = performance.now()
const total = rate * seconds
const running: Promise<void>[] = []
while (running.length < total) {
  const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * rate) + 1)
  while (running.length < due) running.push(send(startedAt + (running.length / rate) * 1000))
  await new Promise((resolve) => setTimeout(resolve, 1))
}
await Promise.all(running)
agent.destroy()

latencies.sort((a, b) => a - b)
const percentile = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]
process.stdout.write(
  `${JSON.stringify({ p50: percentile(0.5), p99: percentile(0.99), max: latencies.at(-1), answered: latencies.length, outcomes })}\n`,
)
