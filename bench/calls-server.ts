import { createHistogram } from 'node:perf_hooks'
import { build, declareJobs, seedContent } from '../src/app.ts'
import { readEnv } from '../src/config.ts'
import { open } from '../src/deps.ts'
import type { Listening } from '../src/ports/listening/port.ts'
import type { Speaking } from '../src/ports/speaking/port.ts'
import { systemClock } from '../src/process/clock.ts'

/**
 * The service with speech that takes no time, for `bench/calls.ts`. The caller's frames say what they stand for: 1 begins
 * speech, 2 ends a sentence; the time at which they were sent follows. The persona speaks without an end, until it is
 * interrupted. Prints how late the caller's frames were when it is told to stop.
 */
const late = createHistogram({ highest: 60_000_000 })
const now = () => performance.timeOrigin + performance.now()

const listening: Listening = {
  understands: true,
  state: () => 'ok',
  async listen({ events }) {
    return {
      model: 'none',
      send(frame) {
        const sentAt = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).readDoubleLE(1)
        late.record(Math.max(1, Math.round((now() - sentAt) * 1_000)))
        if (frame[0] === 1) events.onSpeechStart?.()
        if (frame[0] === 2) events.onFinal?.({ text: 'I went to the park with my sister.', isEndOfSpeech: true })
      },
      finalize() {},
      close: async () => ({ seconds: 0, estimated: true }),
    }
  },
}

const frame = new Uint8Array(160).fill(0x20)

const speaking: Speaking = {
  supports: () => true,
  state: () => 'ok',
  speak: ({ text, signal }) => ({
    model: 'none',
    usage: () => ({ characters: text.length }),
    async *[Symbol.asyncIterator]() {
      for (let count = 0; count < 500; count++) {
        signal?.throwIfAborted()
        yield frame
      }
    },
  }),
}

const env = readEnv(process.env)
const log = { info() {}, warn() {}, error() {}, debug() {} }
const opened = await open(env, { clock: systemClock, log })
await opened.migrate()
await seedContent(opened.deps)
opened.deps.listening = [{ name: 'none', embedded: true, port: listening }]
opened.deps.speaking = [{ name: 'none', embedded: true, port: speaking }]
const app = await build(opened.deps)
declareJobs(opened.deps)
await app.listen({ host: '127.0.0.1', port: env.PORT })
process.once('SIGTERM', async () => {
  const ms = (percentile: number) => late.percentile(percentile) / 1_000
  process.stdout.write(JSON.stringify({ count: late.count, p50: ms(50), p99: ms(99), most: late.max / 1_000 }))
  await app.close()
  await opened.close()
  process.exit(0)
})
