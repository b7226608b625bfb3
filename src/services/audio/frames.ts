import { MULAW_SILENCE } from './mulaw.ts'

/** What a telephone sends and takes: 20 ms of mu-law. */
export const FRAME_MS = 20
export const FRAME_BYTES = 160

/** Cuts bytes that arrive in pieces of any length into whole frames. */
export class FrameSplitter {
  #rest: Uint8Array = new Uint8Array(0)

  /** Whether no part of a frame is kept. */
  get isEmpty(): boolean {
    return this.#rest.length === 0
  }

  /** The frames that are whole now. */
  push(bytes: Uint8Array): Uint8Array[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const frames: Uint8Array[] = []
    let at = 0
    // Copies: a frame that is kept must not keep the message that it came in.
    for (; at + FRAME_BYTES <= all.length; at += FRAME_BYTES)
      frames.push(Uint8Array.prototype.slice.call(all, at, at + FRAME_BYTES))
    this.#rest = Uint8Array.prototype.slice.call(all, at)
    return frames
  }

  /** What is left as a last frame, filled with silence. */
  flush(): Uint8Array[] {
    if (this.#rest.length === 0) return []
    const frame = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE)
    frame.set(this.#rest)
    this.#rest = new Uint8Array(0)
    return [frame]
  }
}
