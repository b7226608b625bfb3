import { cpus } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { readEnv } from '../src/config.ts'
import { speaking } from '../src/ports/speaking/index.ts'
import type { BuiltInVoice, Speaking } from '../src/ports/speaking/port.ts'
import { systemClock } from '../src/process/clock.ts'
import { FRAME_BYTES, FRAME_MS } from '../src/services/audio/frames.ts'
import { mixMulaw } from '../src/services/audio/mix.ts'
import { decodeMulaw, encodeMulaw } from '../src/services/audio/mulaw.ts'
import { resample } from '../src/services/audio/resample.ts'
import { VoiceActivity } from '../src/services/audio/voice-activity.ts'
import { median, memoryMb } from './processes.ts'

/**
 * The built-in speech: seconds of speech in a second of processor, with everything up to the frames; the time until the
 * first frame; what the event loop feels of it; and the sound of calls, in microseconds a frame.
 * `npm run bench:speech -- --times 20 --calls 50`.
 */
const { values } = parseArgs({
  options: { times: { type: 'string', default: '20' }, calls: { type: 'string', default: '50' } },
})
const times = Number(values.times)
const calls = Number(values.calls)
const voices: BuiltInVoice[] = ['slt', 'rms', 'awb', 'kal']
const sentence = 'I have been waiting for your call, and the rain has not stopped since.'
const turn = `${sentence} Would you come to the gate tonight, before the lamps go out?`
const print = (text: string) => process.stdout.write(`${text}\n`)
const mb = async () => `${((await memoryMb(process.pid)) ?? Number.NaN).toFixed(0)} MB`

const embedded = speaking.adapters.at(-1)
const warn = (message: string) => print(message)
const port = (await embedded?.open(readEnv({}), { clock: systemClock, log: { warn } })) as Speaking

async function speak(text: string, id: BuiltInVoice) {
  const begin = performance.now()
  let firstMs = 0
  let frames = 0
  for await (const _ of port.speak({ text, voice: { id }, deadlineMs: 60_000 })) {
    firstMs ||= performance.now() - begin
    frames++
  }
  return { firstMs, seconds: (frames * FRAME_MS) / 1_000 }
}

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** One after the other, in one voice. */
async function alone(id: BuiltInVoice) {
  await speak(turn, id)
  const firsts: number[] = []
  let spoken = 0
  const begin = cpuSeconds()
  for (let time = 0; time < times; time++) {
    const { firstMs, seconds } = await speak(turn, id)
    firsts.push(firstMs)
    spoken += seconds
  }
  const used = cpuSeconds() - begin
  print(
    `${id}: ${(spoken / used).toFixed(0)} s of speech in a second of processor; first frame after ${median(firsts).toFixed(0)} ms (median of ${times})`,
  )
}

/** Many calls that begin to speak in the same moment: the last one waits for the thread. */
async function together() {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const begin = performance.now()
  const all = await Promise.all(
    Array.from({ length: calls }, (_, at) => speak(turn, voices[at % voices.length] as BuiltInVoice)),
  )
  const took = (performance.now() - begin) / 1_000
  delay.disable()
  const firsts = all.map(({ firstMs }) => firstMs).sort((a, b) => a - b)
  const spoken = all.reduce((sum, { seconds }) => sum + seconds, 0)
  const late = `event loop late by ${(delay.percentile(99) / 1e6).toFixed(1)} ms (p99), ${(delay.max / 1e6).toFixed(1)} ms (most)`
  print(
    `${calls} at once: ${(spoken / took).toFixed(0)} s of speech a second; first frame after ${median(firsts).toFixed(0)} ms (median), ${firsts.at(-1)?.toFixed(0)} ms (last); ${late}`,
  )
}

/** Calls that all speak without a pause, heard as fast as a telephone plays: how many frames came too late to be played. */
async function inRealTime(speakers: number) {
  const hear = async (at: number) => {
    let frames = 0
    let late = 0
    let begun = 0
    for await (const _ of port.speak({
      text: turn,
      voice: { id: voices[at % 4] as BuiltInVoice },
      deadlineMs: 60_000,
    })) {
      begun ||= performance.now()
      const dueIn = begun + frames++ * FRAME_MS - performance.now()
      if (dueIn < -60) late++
      if (dueIn > 0) await systemClock.sleep(dueIn)
    }
    return { frames, late }
  }
  const all = await Promise.all(Array.from({ length: speakers }, (_, at) => hear(at)))
  const [frames, late] = [all.reduce((sum, it) => sum + it.frames, 0), all.reduce((sum, it) => sum + it.late, 0)]
  print(`${speakers} that all speak, in real time: ${late} of ${frames} frames came more than 60 ms late`)
}

/** Microseconds of processor for a frame, of what a call does with each. */
function perFrame(what: string, work: (frame: Uint8Array) => unknown) {
  const frames = Array.from({ length: 500 }, (_, at) =>
    encodeMulaw(Int16Array.from({ length: FRAME_BYTES }, (_, sample) => 9_000 * Math.sin((at * 160 + sample) / 7))),
  )
  const run = () => {
    for (const frame of frames) work(frame)
  }
  for (let warm = 0; warm < 20; warm++) run()
  const begin = cpuSeconds()
  for (let round = 0; round < 200; round++) run()
  print(`${what}: ${(((cpuSeconds() - begin) * 1e6) / 100_000).toFixed(1)} µs a frame`)
}

print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}\n`)
print(`Memory before anything is spoken: ${await mb()}`)
const { firstMs } = await speak(sentence, 'slt')
print(`The very first frame, with the thread, the program and its compilation: ${firstMs.toFixed(0)} ms`)
for (const id of voices) await alone(id)
await together()
for (const speakers of [5, 10, 20, 30]) await inRealTime(speakers)
print(`Memory after it: ${await mb()}`)
await port.close?.()
print(`Memory with the thread given back: ${await mb()}\n`)

const activity = new VoiceActivity()
perFrame('Decoding and encoding mu-law', (frame) => encodeMulaw(decodeMulaw(frame)))
perFrame('Hearing whether somebody speaks', (frame) => activity.push(frame))
perFrame('Mixing both sides', (frame) => mixMulaw(frame, frame))
const wide = new Int16Array(FRAME_BYTES * 2)
perFrame('16 kHz to 8 kHz', () => resample(wide, 16_000, 8_000))
