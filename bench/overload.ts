import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, node, output, pinned, ready, stop } from './processes.ts'

/**
 * More requests than one process can answer: `npm run bench:overload -- --times 5 --seconds 10`. First the peak is looked
 * for, then that many times as much is sent, each request on a connection of its own, then the peak's half. What is told:
 * answers with 200 a second, what the others were refused with, and how long it takes to be well again.
 */
const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    report: { type: 'string' },
  },
})
const [times, seconds] = [Number(values.times), Number(values.seconds)]
const [SERVER, LOAD] = [0, 1]
const print = (text: string) => process.stdout.write(`${text}\n`)

interface Flood {
  /** By second. */
  good: number[]
  statuses: Record<string, number>
  withoutRetryAfter: number
  sent: number
  p50: number
  p99: number
  probes: Record<string, number>
  /** Milliseconds after the flood until each of ten requests in a row was answered with 200 within 200 ms. */
  recoveredMs: number
}

const folder = await mkdtemp(join(tmpdir(), 'lorekeep-bench-'))
const port = await freePort()
const env = {
  ...{ PORT: String(port), DATABASE_URL: `sqlite:${folder}/x.db`, DATA_DIR: folder, LOG_LEVEL: 'error' },
  ...{ RATE_LIMIT_PER_MINUTE: '1000000000', NEW_SESSIONS_PER_MINUTE: '1000000000' },
}
const server = node(SERVER, 'src/server.ts', [], env)
server.stdout?.resume()
await ready(`http://127.0.0.1:${port}/readyz`)

const flood = async (rate: number, secs: number): Promise<Flood> => {
  const args = Object.entries({ port, rate: Math.round(rate), seconds: secs }).flatMap(([name, it]) => [
    `--${name}`,
    `${it}`,
  ])
  return JSON.parse(await output(node(LOAD, 'bench/flood.ts', args))) as Flood
}
const perSecond = ({ good }: Flood) => good.reduce((sum, it) => sum + it, 0) / good.length

print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${pinned}`)
await flood(200, 3)
/** The most that was answered with 200 in a second, as the rate grows until less than it comes back. */
let peak = 0
for (let rate = 200; rate < 100_000; rate *= 1.5) {
  const it = await flood(rate, 3)
  print(`  ${Math.round(rate)}/s asked: ${Math.round(perSecond(it))}/s answered, p99 ${Math.round(it.p99)} ms`)
  peak = Math.max(peak, perSecond(it))
  if (perSecond(it) < 0.8 * rate) break
}
const over = await flood(peak * times, seconds)
const goodput = perSecond(over)
const result = {
  ...{ node: process.version, processor: cpus()[0]?.model, peak_per_second: Math.round(peak), times },
  ...{ sent: over.sent, goodput_per_second: Math.round(goodput), share_of_peak: Number((goodput / peak).toFixed(2)) },
  ...{ curve: over.good, statuses: over.statuses, without_retry_after: over.withoutRetryAfter },
  ...{ livez: over.probes, recovered_ms: Math.round(over.recoveredMs) },
}
print(
  `Peak ${result.peak_per_second}/s; at ${times} times as much ${result.goodput_per_second}/s: ${Math.round(100 * result.share_of_peak)} % (target: ≥ 80 %)`,
)
print(
  `  answers: ${JSON.stringify(over.statuses)}; 503 without Retry-After: ${over.withoutRetryAfter}; /livez: ${JSON.stringify(over.probes)}`,
)
print(`  200 by second: ${over.good.join(' ')}`)
print(`  well again after ${result.recovered_ms} ms (target: < 5,000 ms)`)
if (values.report) await writeFile(values.report, `${JSON.stringify(result, null, 2)}\n`)
await stop(server)
await rm(folder, { recursive: true, force: true })
