import { FRAME_BYTES } from './frames.ts'
import { clamp } from './measure.ts'
import { decodeMulaw, encodeMulaw, MULAW_SILENCE, sampleOf } from './mulaw.ts'

/** One side of a call: frames at their places in time, with silence where there is none. */
export class Track {
  #bytes = new Uint8Array(FRAME_BYTES * 50 * 10).fill(MULAW_SILENCE)
  #length = 0

  /** Puts mu-law at a place, in frames from the begin of the call. */
  put(frame: number, mulaw: Uint8Array): void {
    const at = frame * FRAME_BYTES
    const end = at + mulaw.length
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2)).fill(MULAW_SILENCE)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(mulaw, at)
    this.#length = Math.max(this.#length, end)
  }

  /** Everything so far; not a copy. */
  mulaw(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

/** Both sides of a call in one, as long as the longer one. */
export function mixMulaw(one: Uint8Array, other: Uint8Array): Uint8Array {
  const [longer, shorter] = one.length >= other.length ? [one, other] : [other, one]
  const mixed = decodeMulaw(longer)
  for (let at = 0; at < shorter.length; at++) mixed[at] = clamp((mixed[at] as number) + sampleOf(shorter[at] as number))
  return encodeMulaw(mixed)
}
