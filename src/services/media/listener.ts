import type { Deps } from '../../deps.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import type { ListeningSession } from '../../ports/listening/port.ts'
import { FRAME_BYTES, FrameSplitter } from '../audio/frames.ts'
import type { Provider } from './speaker.ts'

export type Needs = Pick<Deps, 'listening' | 'clock'> & { env: Pick<Deps['env'], 'LISTENING_DEADLINE_MS'> }

/** Frames that are kept until somebody listens: two seconds. */
const MAX_EARLY_FRAMES = 100
/** Speech of which nothing was heard for so long is over, though nothing was told of its end. */
const MAX_PAUSE_MS = 5_000

export interface ListenerEvents {
  onOpen(by: Provider): void
  onSpeech(): void
  onWords(text: string, isFinal: boolean): void
  onSilence(): void
  /** Once: nothing can be heard any more. */
  onLost(): void
}

export interface ListenerOptions {
  /** Whether one that knows no words will not do. */
  needsWords: boolean
  signal: AbortSignal
  events: ListenerEvents
}

/** Hears the caller by the first adapter that can, and by the next one when it is lost. */
export class Listener {
  readonly #needs: Needs
  readonly #options: ListenerOptions
  readonly #splitter = new FrameSplitter()
  #adapters: Needs['listening']
  #early: Uint8Array[] = []
  #session: ListeningSession | undefined
  #isWordless = false
  #isSpeaking = false
  #voiceAt = 0

  constructor(needs: Needs, options: ListenerOptions) {
    this.#needs = needs
    this.#options = options
    this.#adapters = needs.listening.filter(({ port }) => port.understands || !options.needsWords)
  }

  /** Resolves when somebody listens, or nobody can. */
  async open(): Promise<void> {
    const { signal, events } = this.#options
    for (;;) {
      const adapter = this.#adapters[0]
      if (signal.aborted) return
      if (!adapter) return events.onLost()
      this.#adapters = this.#adapters.slice(1)
      if (adapter.port.state() === 'degraded' && this.#adapters.length > 0) continue
      if (await this.#listen(adapter)) return
    }
  }

  /** Sound of any length. Returns its whole frames. */
  hear(audio: Uint8Array): Uint8Array[] {
    // Carriers send whole frames.
    const frames = audio.length === FRAME_BYTES && this.#splitter.isEmpty ? [audio] : this.#splitter.push(audio)
    for (const frame of frames) {
      if (this.#session) this.#session.send(frame)
      else if (this.#early.length < MAX_EARLY_FRAMES) this.#early.push(frame)
    }
    // What knows no words tells nothing while somebody speaks.
    if (this.#isWordless && this.#isSpeaking) this.#voiceAt = this.#needs.clock.elapsed()
    return frames
  }

  /** To be called now and then. */
  tick(): void {
    if (this.#isSpeaking && this.#needs.clock.elapsed() - this.#voiceAt > MAX_PAUSE_MS) this.#ends()
  }

  async close(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    this.#adapters = []
    await session?.close()
  }

  async #listen({ name, embedded, port }: Needs['listening'][number]): Promise<boolean> {
    const { signal, events } = this.#options
    const deadlineMs = this.#needs.env.LISTENING_DEADLINE_MS
    try {
      const session = await port.listen({ events: this.#events(), deadlineMs, signal })
      this.#session = session
      this.#isWordless = !port.understands
      events.onOpen({ provider: name, model: session.model, embedded })
      for (const frame of this.#early.splice(0)) session.send(frame)
      return true
    } catch (error) {
      if (signal.aborted || error instanceof ProviderFailure) return false
      throw error
    }
  }

  #events() {
    const { events } = this.#options
    return {
      onSpeechStart: () => this.#begins(),
      onPartial: (text: string) => {
        this.#begins()
        events.onWords(text, false)
      },
      onFinal: ({ text, isEndOfSpeech }: { text: string; isEndOfSpeech: boolean }) => {
        this.#voiceAt = this.#needs.clock.elapsed()
        if (text !== '') events.onWords(text, true)
        if (isEndOfSpeech) this.#ends()
      },
      onUtteranceEnd: () => this.#ends(),
      onLost: () => {
        this.#session = undefined
        this.#ends()
        this.open().catch(() => events.onLost())
      },
    }
  }

  #begins() {
    this.#voiceAt = this.#needs.clock.elapsed()
    if (this.#isSpeaking) return
    this.#isSpeaking = true
    this.#options.events.onSpeech()
  }

  #ends() {
    if (!this.#isSpeaking) return
    this.#isSpeaking = false
    this.#options.events.onSilence()
  }
}
