import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import packageJson from '../package.json' with { type: 'json' }

/** The flags of `npm start`. */
const flags = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A Node process of ours, on one core where that is asked for and the machine lets us choose. */
export function node(
  core: number | undefined,
  file: string,
  args: string[],
  env: Record<string, string> = {},
): ChildProcess {
  return program(core, [process.execPath, ...flags, file, ...args], env)
}

/** A process of any program, on one core like `node`. */
export function program(core: number | undefined, command: string[], env: Record<string, string> = {}): ChildProcess {
  const [first, ...rest] = canPin && core !== undefined ? ['taskset', '-c', String(core), ...command] : command
  const child = spawn(first as string, rest, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** A run that fails leaves no server behind. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export const pinned = canPin ? 'server on one core, load from the other' : 'server and load share the cores'

export async function stop(child: ChildProcess) {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

export async function output(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout as NodeJS.ReadableStream) text += chunk
  return text
}

/** Milliseconds until the address answers 200. */
export async function ready(url: string, limitMs = 20_000): Promise<number> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < limitMs) {
    try {
      if ((await fetch(url)).ok) return performance.now() - startedAt
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${url} did not answer within ${limitMs} ms`)
}

/** Resident memory in megabytes, where the system says it. */
export async function memoryMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
}

/** Seconds of processor that a process has used, where the system says it. */
export async function cpuSeconds(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' ? undefined : (Number(fields[11]) + Number(fields[12])) / 100
}

/** Seconds of processor of a process and its children: of a parent and its workers. */
export async function cpuSecondsOfAll(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  const own = [pid, ...children.split(' ').filter(Boolean).map(Number)]
  const seconds = await Promise.all(own.map(cpuSeconds))
  return seconds.reduce<number>((sum, it) => sum + (it ?? Number.NaN), 0)
}

export const median = (numbers: number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number
