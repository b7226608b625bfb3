import { cpuSeconds, freePort, node, output, ready } from './processes.ts'

export type Server = { port: number; pid: number; child: ReturnType<typeof node> }

export interface Load {
  answered: number
  perSecond: number
  p50: number
  p99: number
  /** Microseconds of processor that the server's process used for a request, its threads included. */
  cpu: number
}

/** The best of several rounds. */
export type Best = Omit<Load, 'answered'>

/** Limits that no load reaches. */
const unlimited = {
  LOOKUPS_PER_MINUTE: '1000000',
  RATE_LIMIT_PER_MINUTE: '1000000000',
  SAVE_BYTES_PER_MINUTE: '1000000000000',
  MAX_SCENES_PER_MINUTE: '1000000',
  NEW_SESSIONS_PER_MINUTE: '1000000000',
}

/** What a load is made of. Without `rate`, each connection sends its next request when it has its answer. */
export interface LoadOptions {
  kind: string
  sessions: number
  seconds: number
  rate?: number
  /** Of the kinds `file` and `known`: what is asked for; of `known`, the ETag that the client has. */
  path?: string
  tag?: string
  /** The header, of the kind `file`. */
  authorization?: string
}

/** The least processor time of the rounds, and of those figures that grow with disturbance the best too. */
export const least = (rounds: Load[]): Best => ({
  perSecond: Math.max(...rounds.map((round) => round.perSecond)),
  p50: Math.min(...rounds.map((round) => round.p50)),
  p99: Math.min(...rounds.map((round) => round.p99)),
  cpu: Math.min(...rounds.map((round) => round.cpu)),
})

/** A server that answers. `core` is where it runs; undefined leaves it to the system. */
export async function start(file: string, env: Record<string, string> = {}, core?: number): Promise<Server> {
  const port = await freePort()
  const child = node(core, file, [], { PORT: String(port), ...unlimited, ...env })
  child.stdout?.resume()
  await ready(`http://127.0.0.1:${port}${file.startsWith('bench') ? '/api/v1/load/session-0' : '/readyz'}`)
  return { port, pid: child.pid as number, child }
}

/** So many seconds of load from 64 connections, sent from a process on `core`. */
export async function load(server: Pick<Server, 'port' | 'pid'>, options: LoadOptions, core?: number): Promise<Load> {
  const before = await cpuSeconds(server.pid)
  const args = Object.entries({ port: server.port, ...options }).flatMap(([name, value]) => [`--${name}`, `${value}`])
  const result = JSON.parse(await output(node(core, 'bench/load.ts', args)))
  const after = await cpuSeconds(server.pid)
  if (result.failures > 0)
    throw new Error(`${result.failures} of the ${options.kind}s failed, the first with ${result.refusal}`)
  const used = before === undefined || after === undefined ? Number.NaN : after - before
  return { ...result, cpu: (used * 1e6) / result.answered }
}
