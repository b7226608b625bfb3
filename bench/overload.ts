import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Flood } from './flood.ts'
import { node, output, pinned, stop } from './processes.ts'
import { start } from './servers.ts'

/**
 * More requests than one process can answer: `npm run bench:overload -- --times 5 --seconds 10`. First the peak is looked
 * for, then that many times as much is sent. Printed are the answers with 2xx a second, what the others were refused with,
 * and how long it takes until the service is well again.
 */
const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '4000' },
    report: { type: 'string' },
  },
})
const [times, seconds] = [Number(values.times), Number(values.seconds)]
const [SERVER, LOAD] = [0, 1]
/** Seconds of each rate while the peak is looked for. */
const STEP_SECONDS = 3
const print = (text: string) => process.stdout.write(`${text}\n`)

const folder = await mkdtemp(join(tmpdir(), 'lorekeep-overload-'))
const env = { DATABASE_URL: `sqlite:${folder}/x.db`, DATA_DIR: folder, LOG_LEVEL: 'error' }
const server = await start('src/server.ts', env, SERVER)

async function flood(rate: number, seconds: number): Promise<Flood> {
  const options = { port: server.port, rate: Math.round(rate), seconds, connections: values.connections }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`])
  return JSON.parse(await output(node(LOAD, 'bench/flood.ts', args)))
}
/** The first second is left out: code becomes fast in it, and an overload is noticed in it. */
const perSecond = ({ good }: Flood) => good.slice(1).reduce((sum, it) => sum + it, 0) / (good.length - 1)

print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${pinned}`)
await flood(200, STEP_SECONDS)
let peak = 0
for (let rate = 200; rate < 100_000; rate *= 1.3) {
  const step = await flood(rate, STEP_SECONDS)
  const answered = perSecond(step)
  print(`  ${Math.round(rate)}/s sent: ${Math.round(answered)}/s answered with 2xx, p99 ${Math.round(step.p99)} ms`)
  peak = Math.max(peak, answered)
  if (answered < 0.8 * rate) break
}
const over = await flood(peak * times, seconds)
const goodput = perSecond(over)
const result = {
  ...{ node: process.version, processor: cpus()[0]?.model, peak_per_second: Math.round(peak), times },
  ...{ goodput_per_second: Math.round(goodput), share_of_peak: Number((goodput / peak).toFixed(2)), ...over },
}
const sent = (over.sent / seconds / peak).toFixed(1)
print(`Peak ${result.peak_per_second}/s. ${times} times as many were due, and ${sent} times as many sent: where the answers are late,
  all ${values.connections} connections wait. ${result.goodput_per_second}/s were answered with 2xx:
  ${Math.round(100 * result.share_of_peak)} % of the peak (target: ≥ 80 %); by second: ${over.good.join(' ')}
  answers: ${JSON.stringify(over.statuses)}; refused without Retry-After: ${over.withoutRetryAfter}
  p50 ${Math.round(over.p50)} ms, p99 ${Math.round(over.p99)} ms; refusals p99 ${Math.round(over.refusedP99)} ms
  /livez: ${JSON.stringify(over.livez)}, the slowest ${Math.round(over.livezSlowestMs)} ms
  well again after ${Math.round(over.recoveredMs)} ms (target: < 5,000 ms)`)
if (values.report) await writeFile(values.report, `${JSON.stringify(result, null, 2)}\n`)
await stop(server.child)
await rm(folder, { recursive: true, force: true })
