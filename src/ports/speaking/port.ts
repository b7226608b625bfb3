import type { Port } from '../port.ts'
import type { CharacterUsage } from '../usage.ts'

/** The voices of the built-in speech: a woman's, two men's (the second one Scottish), and a robot's. */
export type BuiltInVoice = 'slt' | 'rms' | 'awb' | 'kal'

/** Their mean pitches in Hertz, as they are. */
export const usualPitchHz: Readonly<Record<BuiltInVoice, number>> = { slt: 170, rms: 98, awb: 127, kal: 94 }

/** How somebody sounds: the built-in voice, and a voice of each provider where there is one. */
export interface Voice {
  id: BuiltInVoice
  /** The built-in voice's mean pitch in Hertz, 50 to 350; without it, its own. */
  pitchHz?: number | undefined
  /** How long the built-in voice takes, as a factor, 0.5 to 2: less is faster. */
  stretch?: number | undefined
  /** The id of a voice of ElevenLabs. Without it, ElevenLabs does not speak. */
  elevenlabs?: string | undefined
  /** A model of Deepgram, which is a voice; without it, `DEEPGRAM_SPEAK_MODEL`. */
  deepgram?: string | undefined
}

/** Longest text, in characters: some two and a half minutes of speech. */
export const MAX_CHARACTERS = 2_000

export interface SpeechAsk {
  /** Plain text, never markup; of at most `MAX_CHARACTERS`. */
  text: string
  voice: Voice
  /** Milliseconds that the caller waits for frames, all in all. The time in which it does not ask for one is not counted. */
  deadlineMs: number
  /** Aborts the call, which then throws the signal's reason. */
  signal?: AbortSignal | undefined
}

/**
 * Frames of 20 ms: 160 bytes of mu-law at 8 kHz, as a telephone takes them, the last one filled with silence. Read once.
 * A reader that leaves early ends the call.
 */
export interface Speech extends AsyncIterable<Uint8Array> {
  /** The model that speaks; of the built-in speech, the voice too. */
  readonly model: string
  /** So far, also after a failure; all of it after the last frame. */
  usage(): CharacterUsage
}

/**
 * Turns text into speech. Reading it throws `ProviderFailure`, or the reason of `ask.signal`, and nothing else, possibly
 * after some frames. It never retries.
 */
export interface Speaking extends Port {
  /** Whether the provider has this voice. */
  supports(voice: Voice): boolean
  speak(ask: SpeechAsk): Speech
  /** `degraded` while the circuit breaker is open. */
  state(): 'ok' | 'degraded'
}
