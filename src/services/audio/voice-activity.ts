import { measure } from './measure.ts'
import { decodeMulaw } from './mulaw.ts'

/** Decibels above the noise of the line from which a frame counts as voice. */
const ABOVE_NOISE_DB = 12
/** Nothing softer is voice, however silent the line is. */
const LEAST_DB = -45
/** The noise is at least this, and rises so slowly that a sentence does not become noise. */
const NOISE_FLOOR_DB = -70
const NOISE_RISE_DB = 0.05
/** Voice in so many of the last five frames begins speech: a click has less. */
const FRAMES_TO_BEGIN = 3
/** Frames without voice that end it: 500 ms. */
const FRAMES_TO_END = 25

/** Hears where speech begins and ends, by its power alone: it does not tell speech from music. */
export class VoiceActivity {
  #noiseDb = NOISE_FLOOR_DB + 10
  /** Whether each of the last frames was voice. */
  #recent: boolean[] = []
  #silentFrames = 0
  #isSpeaking = false

  /** What a frame of mu-law changes. */
  push(frame: Uint8Array): 'begins' | 'ends' | undefined {
    const isVoice = this.#isVoice(measure(decodeMulaw(frame)).db)
    this.#recent = [...this.#recent.slice(-4), isVoice]
    this.#silentFrames = isVoice ? 0 : this.#silentFrames + 1
    if (!this.#isSpeaking && this.#recent.filter(Boolean).length >= FRAMES_TO_BEGIN) {
      this.#isSpeaking = true
      return 'begins'
    }
    if (this.#isSpeaking && this.#silentFrames >= FRAMES_TO_END) {
      this.#isSpeaking = false
      return 'ends'
    }
  }

  #isVoice(db: number) {
    this.#noiseDb = Math.max(NOISE_FLOOR_DB, Math.min(db, this.#noiseDb + NOISE_RISE_DB))
    return db > Math.max(LEAST_DB, this.#noiseDb + ABOVE_NOISE_DB)
  }
}
