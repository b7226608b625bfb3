import type { Clock } from '../../ports/port.ts'
import { clamp } from '../audio/measure.ts'
import { decodeMulaw, encodeMulaw, MULAW_SILENCE, sampleOf } from '../audio/mulaw.ts'
import { FRAME_BYTES, FRAME_MS } from './frame.ts'

/** Sound is kept in pieces of ten seconds: no memory is taken for what is not said yet. */
const PIECE_FRAMES = 500
/** How far the caller's sound may be from where it would be by our clock: a network brings it in bursts. */
const MAX_DRIFT_FRAMES = 25

/** Records both sides of a call as one sound, while it goes on. */
export interface Recorder {
  /** A frame of the caller's, which comes now. */
  hear(frame: Uint8Array): void
  /** A frame of ours that will be heard at a moment of the clock's `elapsed`. */
  speak(frame: Uint8Array, heardAt: number): void
  /** Drops what would be heard from now on. */
  clear(): void
  /** Milliseconds from the begin. */
  at(elapsed: number): number
  /** All of it, as mu-law. */
  finish(): Uint8Array
}

/** `limitMs`: what comes after it is not kept. */
export function openRecorder({ elapsed }: Pick<Clock, 'elapsed'>, limitMs: number): Recorder {
  const begin = elapsed()
  const most = Math.ceil(limitMs / FRAME_MS)
  const pieces: Uint8Array[] = []
  let frames = 0
  let nextOfCaller = 0
  let ours: { frame: Uint8Array; heardAt: number }[] = []
  const frameAt = (ms: number) => Math.max(0, Math.round((ms - begin) / FRAME_MS))

  function add(place: number, frame: Uint8Array) {
    if (place >= most) return
    const at = Math.floor(place / PIECE_FRAMES)
    while (pieces.length <= at) pieces.push(new Uint8Array(PIECE_FRAMES * FRAME_BYTES).fill(MULAW_SILENCE))
    const from = (place % PIECE_FRAMES) * FRAME_BYTES
    mixInto((pieces[at] as Uint8Array).subarray(from, from + FRAME_BYTES), frame)
    frames = Math.max(frames, place + 1)
  }

  /** Ours are added once they were heard: until then they may be taken back. */
  function addHeard(until: number) {
    let count = 0
    for (const { frame, heardAt } of ours) {
      if (heardAt > until) break
      add(frameAt(heardAt), frame)
      count++
    }
    if (count > 0) ours = ours.slice(count)
  }

  return {
    hear(frame) {
      const now = frameAt(elapsed())
      if (Math.abs(now - nextOfCaller) > MAX_DRIFT_FRAMES) nextOfCaller = now
      add(nextOfCaller++, frame)
    },
    speak(frame, heardAt) {
      addHeard(elapsed())
      ours.push({ frame, heardAt })
    },
    clear() {
      addHeard(elapsed())
      ours = []
    },
    at: (ms) => Math.max(0, Math.round(ms - begin)),
    finish() {
      addHeard(elapsed())
      return Buffer.concat(pieces).subarray(0, frames * FRAME_BYTES)
    },
  }
}

const isSilent = (frame: Uint8Array) => frame.every((byte) => byte === MULAW_SILENCE)

function mixInto(place: Uint8Array, frame: Uint8Array) {
  if (isSilent(frame)) return
  if (isSilent(place)) return place.set(frame.subarray(0, FRAME_BYTES))
  const mixed = decodeMulaw(place)
  for (let at = 0; at < frame.length && at < mixed.length; at++)
    mixed[at] = clamp((mixed[at] as number) + sampleOf(frame[at] as number))
  place.set(encodeMulaw(mixed))
}
