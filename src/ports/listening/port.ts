import type { ProviderFailure } from '../failure.ts'
import type { Port } from '../port.ts'
import type { SoundUsage } from '../usage.ts'

/** What somebody has said, in words. */
export interface Heard {
  /** Empty when the pause is all that is new. */
  text: string
  /** Whether the speaker has made a pause after it. */
  isEndOfSpeech: boolean
}

/** What a session tells, in the order in which it happens. None of it may throw. */
export interface ListeningEvents {
  /** Speech begins: the persona stops speaking. */
  onSpeechStart?(): void
  /** The words so far, which may still change. */
  onPartial?(text: string): void
  /** Words that will not change any more, and are not told again. */
  onFinal?(heard: Heard): void
  /** There was no speech for a while. */
  onUtteranceEnd?(): void
  /** Once at most: nothing more is heard, and nothing more will be told. The session is not opened again. */
  onLost?(failure: ProviderFailure): void
}

export interface ListenAsk {
  /** Language of the speech, such as `en` or `de`; without it, English. */
  language?: string | undefined
  events: ListeningEvents
  /** Milliseconds until it is connected, and after that until a sign of life must come. */
  deadlineMs: number
  /** Aborts the session at once. Nothing is told after that. */
  signal?: AbortSignal | undefined
}

export interface ListeningSession {
  /** The model that listens. */
  readonly model: string
  /** A frame of 20 ms of mu-law at 8 kHz. Does nothing once the session has ended. Frames come in silence too. */
  send(frame: Uint8Array): void
  /** Asks for the words so far to be final now, without a pause. */
  finalize(): void
  /** Ends it, after what is still being understood was told. Never throws, and may be called after a loss too. */
  close(): Promise<SoundUsage>
}

/** Turns speech into text. `listen` rejects with `ProviderFailure`, or the reason of `ask.signal`, and nothing else. */
export interface Listening extends Port {
  /** False: it tells when somebody speaks, but knows no words. */
  readonly understands: boolean
  listen(ask: ListenAsk): Promise<ListeningSession>
  /** `degraded` while the circuit breaker is open. */
  state(): 'ok' | 'degraded'
}
