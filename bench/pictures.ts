import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { systemClock } from '../src/process/clock.ts'
import { openPictures } from '../src/services/pictures/index.ts'
import { cpuSeconds, memoryMb } from './processes.ts'
import type { Order, Report } from './sharp-alone.ts'

/**
 * Pictures as they come, to what is stored, against a process in which sharp alone makes the same two WebPs, in turn
 * within one run. Ours counts both processes, checks, and the placeholder. The least of the rounds is the one that was
 * disturbed least. `npm run bench:pictures -- --rounds 5 --times 10`.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, times: { type: 'string', default: '10' } },
})
const rounds = Number(values.rounds)
const times = Number(values.times)
const sizes: [width: number, height: number][] = [
  [512, 512],
  [1024, 1024],
  [1344, 768],
  [2048, 2048],
]

const env = { WEBP_QUALITY: 85, THUMBNAIL_SIZE: 200, MAX_IMAGE_SIZE_MB: 5 }
const pictures = openPictures({ env, clock: systemClock, log: { warn: () => {} } })
const convert = (bytes: Uint8Array) => pictures.convert({ kind: 'bytes', bytes })
const print = (text: string) => process.stdout.write(`${text}\n`)

async function ask<T>(alone: ChildProcess, order: Order): Promise<T> {
  alone.send(order)
  const [answer] = await once(alone, 'message')
  return answer as T
}

const childrenOf = async (pid: number) =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1').catch(() => '')).split(' ').filter(Boolean).map(Number)

/** Processes of the service that convert, without the one in which sharp is alone. */
const converters = async () => (await childrenOf(process.pid)).filter((pid) => pid !== alone.pid)

async function usedMs(): Promise<number> {
  const { user, system } = process.cpuUsage()
  const seconds = await Promise.all((await converters()).map(cpuSeconds))
  return (user + system) / 1_000 + seconds.reduce<number>((sum, it) => sum + (it ?? 0) * 1_000, 0)
}

async function ours(png: Uint8Array, abreast: number): Promise<Report> {
  const before = await usedMs()
  const startedAt = performance.now()
  for (let time = 0; time < times; time++) await Promise.all(Array.from({ length: abreast }, () => convert(png)))
  const wallMs = (performance.now() - startedAt) / times
  return { cpuMs: ((await usedMs()) - before) / times, wallMs }
}

const least = (reports: Report[]): Report => ({
  cpuMs: Math.min(...reports.map(({ cpuMs }) => cpuMs)),
  wallMs: Math.min(...reports.map(({ wallMs }) => wallMs)),
})

const line = (cells: string[]) =>
  `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(20) : cell.padStart(10))).join(' | ')} |`

async function compare(width: number, height: number) {
  const png = await ask<Uint8Array>(alone, { paint: { width, height } })
  await convert(png)
  const found: { ours: Report[]; alone: Report[] } = { ours: [], alone: [] }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  for (let round = 0; round < rounds; round++) {
    found.alone.push(await ask<Report>(alone, { convert: png, times }))
    delay.enable()
    found.ours.push(await ours(png, 1))
    delay.disable()
  }
  const [us, bare] = [least(found.ours), least(found.alone)]
  const figures = [us.cpuMs, bare.cpuMs, us.cpuMs / bare.cpuMs, us.wallMs, bare.wallMs, us.wallMs / bare.wallMs]
  const cells = [...figures, delay.percentile(99) / 1e6].map((it) => it.toFixed(it < 10 ? 2 : 0))
  print(line([`${width} × ${height}, ${(png.length / 1e6).toFixed(1)} MB`, ...cells]))
  return png
}

const alone = fork(join(import.meta.dirname, 'sharp-alone.ts'), {
  serialization: 'advanced',
  env: { UV_THREADPOOL_SIZE: '4', MALLOC_ARENA_MAX: '2' },
})
const atRest = await memoryMb(process.pid)
const heads = ['PNG', 'CPU', 'alone', 'ratio', 'wall', 'alone', 'ratio', 'loop p99']
print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${rounds} rounds of ${times} pictures`)
print('Milliseconds a picture; targets: ratios of at most 1.25, p99 of the event loop under 20 ms\n')
print(line(heads))
print(line(['---', ...heads.slice(1).map(() => '---:')]))
let last: Uint8Array = new Uint8Array()
for (const [width, height] of sizes) last = await compare(width, height)

const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
await ours(last, 8)
delay.disable()
print(`\nEight of the last at once: p99 of the event loop ${(delay.percentile(99) / 1e6).toFixed(1)} ms`)

const mb = (value: number | undefined) => `${value?.toFixed(0)} MB`
const peaks = (await converters()).map(async (pid) => {
  const status = await readFile(`/proc/${pid}/status`, 'latin1')
  return `${mb(await memoryMb(pid))} (most: ${mb(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024)})`
})
print(`Resident memory: this process ${mb(atRest)} at rest, ${mb(await memoryMb(process.pid))} after; `)
print(`processes that convert: ${(await Promise.all(peaks)).join(', ')}`)
alone.disconnect()
await pictures.close()
