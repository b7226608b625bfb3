import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Asked {
  /** Milliseconds from the moment it was due to the end of its answer. */
  ms: number
  status: number
  path: string
}

export interface Ask {
  path: string
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** A client with connections that stay open. */
export function clientOf(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  const send = ({ path, method = 'GET', headers = {}, body }: Ask) =>
    new Promise<IncomingMessage & { text: string }>((resolve, reject) => {
      const typed = body === undefined ? {} : { 'content-type': 'application/json' }
      const sent = request(url + path, { agent, method, headers: { ...typed, ...headers } }, (reply) => {
        let text = ''
        reply.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        reply.once('end', () => resolve(Object.assign(reply, { text })))
      })
      sent.once('error', reject)
      sent.end(body)
    })
  return { send, close: () => agent.destroy() }
}

type Client = ReturnType<typeof clientOf>

/** So many requests a second for so long, whether or not the answers keep up; each is timed from when it was due. */
export async function steady(client: Client, rate: number, ms: number, next: (at: number) => Ask): Promise<Asked[]> {
  const startedAt = performance.now()
  const running: Promise<Asked>[] = []
  const one = async (dueAt: number, ask: Ask): Promise<Asked> => {
    const status = await client.send(ask).then(
      ({ statusCode }) => statusCode as number,
      () => 0,
    )
    return { ms: performance.now() - dueAt, status, path: ask.path }
  }
  const total = Math.floor((rate * ms) / 1_000)
  while (running.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * rate) + 1)
    while (running.length < due) running.push(one(startedAt + (running.length / rate) * 1_000, next(running.length)))
    await sleep(2)
  }
  return Promise.all(running)
}

export const slowest = (asked: Asked[]) => Math.max(...asked.map(({ ms }) => ms))

export function percentile(asked: Asked[], share: number) {
  const sorted = asked.map(({ ms }) => ms).sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}
