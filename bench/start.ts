import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, median, memoryMb, node, ready, stop } from './processes.ts'

/** From the start of the process to the first 200, on SQLite with migrations applied, and memory at rest. */
const folder = await mkdtemp(join(tmpdir(), 'lorekeep-start-'))
const starts: number[] = []
const memories: number[] = []

// The first run migrates, and is not counted.
for (let run = 0; run < 6; run++) {
  const port = await freePort()
  const child = node(0, 'src/server.ts', [], {
    PORT: String(port),
    DATA_DIR: folder,
    DATABASE_URL: `sqlite:${folder}/lorekeep.db`,
  })
  child.stdout?.resume()
  const tookMs = await ready(`http://127.0.0.1:${port}/readyz`)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  if (run > 0) {
    starts.push(tookMs)
    memories.push((await memoryMb(child.pid as number)) ?? Number.NaN)
  }
  await stop(child)
}
await rm(folder, { recursive: true, force: true })
process.stdout.write(`Start to first 200 (target: under 1200 ms): median ${median(starts).toFixed(0)} ms of ${starts.length}
Resident memory at rest (target: under 130 MB): median ${median(memories).toFixed(0)} MB\n`)
