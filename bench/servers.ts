import { freePort } from '../test/fixtures/postgres.ts'
import { cpuSeconds, node, output, ready } from './processes.ts'

export type Server = { port: number; pid: number; child: ReturnType<typeof node> }
type Result = { perSecond: number; p50: number; p99: number; failures: number }

/** A server that answers. `core` is where it runs; undefined leaves it to the system. */
export async function start(file: string, env: Record<string, string> = {}, core?: number): Promise<Server> {
  const port = await freePort()
  const child = node(core, file, [], { PORT: String(port), RATE_LIMIT_PER_MINUTE: '1000000000', ...env })
  child.stdout?.resume()
  await ready(`http://127.0.0.1:${port}${file.startsWith('bench') ? '/api/v1/load/session-0' : '/readyz'}`)
  return { port, pid: child.pid as number, child }
}

/** So many seconds of load from 64 connections, and which share of its core the server was busy. */
export async function load(server: Server, kind: string, sessions: number, seconds: number, core?: number) {
  const before = await cpuSeconds(server.pid)
  const args = [
    '--port',
    String(server.port),
    '--kind',
    kind,
    '--sessions',
    String(sessions),
    '--seconds',
    String(seconds),
  ]
  const result = JSON.parse(await output(node(core, 'bench/load.ts', args))) as Result
  const after = await cpuSeconds(server.pid)
  if (result.failures > 0) throw new Error(`${result.failures} of the ${kind}s failed`)
  const busy = before === undefined || after === undefined ? Number.NaN : (after - before) / seconds
  return { ...result, busy }
}
