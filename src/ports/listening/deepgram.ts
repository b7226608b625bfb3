import { FRAME_MS } from '../../services/audio/frames.ts'
import { outboundFailure } from '../deadline.ts'
import { type Deepgram, deepgramApi, telephone } from '../deepgram-socket.ts'
import { badResponse, ProviderFailure } from '../failure.ts'
import type { Adapter, Clock } from '../port.ts'
import type { Socket } from '../socket.ts'
import type { SoundUsage } from '../usage.ts'
import { tell } from './deepgram-answer.ts'
import type { ListenAsk, Listening, ListeningSession } from './port.ts'

const name = 'deepgram'
/** Deepgram ends a session that has sent nothing for ten seconds. */
const BEAT_MS = 4_000
/** Sound that the other side has not taken, beyond which it does not listen: half a minute. */
const MAX_WAITING_BYTES = 30 * 8_000
/** Milliseconds that it has, at the end, to tell the rest. */
const CLOSE_MS = 2_000

const settings = {
  ...telephone,
  channels: '1',
  interim_results: 'true',
  endpointing: '300',
  utterance_end_ms: '1000',
  vad_events: 'true',
  smart_format: 'true',
}

export const deepgram: Adapter<Listening> = {
  name,
  needs: ['DEEPGRAM_API_KEY'],
  open(env, { clock, log }) {
    const api = deepgramApi(env, { clock, log }, 'DEEPGRAM_LISTEN_MODEL')
    return {
      understands: true,
      state: () => 'ok',
      async listen(ask) {
        ask.signal?.throwIfAborted()
        const session = new Session(env.DEEPGRAM_LISTEN_MODEL, ask, clock)
        await session.connect(api)
        return session
      },
    }
  },
}

class Session implements ListeningSession {
  readonly model: string
  readonly #ask: ListenAsk
  readonly #clock: Clock
  /** Cuts the connection, and ends the beat. */
  readonly #end = new AbortController()
  readonly #ended = Promise.withResolvers<void>()
  readonly #abort = () => this.#finish()
  #socket: Socket | undefined
  #isClosing = false
  #frames = 0
  #framesAtBeat = 0
  #countedSeconds: number | undefined
  /** Questions for a sign of life since the last one. Counted, and not timed: this process may have stood still. */
  #unanswered = 0

  constructor(model: string, ask: ListenAsk, clock: Clock) {
    this.model = model
    this.#ask = ask
    this.#clock = clock
  }

  async connect(api: Deepgram): Promise<void> {
    const { signal, language, deadlineMs } = this.#ask
    signal?.addEventListener('abort', this.#abort, { once: true })
    try {
      this.#socket = await api.open('v1/listen', this.#settings(language), {
        deadlineMs,
        signal: this.#end.signal,
        onText: (text) => this.#hear(text),
        onBytes: () => this.#lose(badResponse(name, 'answers in another form')),
        onPong: () => this.#isAlive(),
        onEnd: (failure) => this.#lose(failure ?? badResponse(name, 'ends in the middle')),
      })
      signal?.throwIfAborted()
    } catch (error) {
      this.#finish()
      throw signal?.aborted ? signal.reason : outboundFailure(name, error)
    }
    this.#beat()
  }

  send(frame: Uint8Array): void {
    if (this.#end.signal.aborted || this.#isClosing) return
    this.#frames++
    this.#socket?.send(frame)
    if ((this.#socket?.waitingBytes() ?? 0) > MAX_WAITING_BYTES)
      this.#lose(new ProviderFailure('timeout', `${name} does not take what it is sent`))
  }

  finalize(): void {
    if (!this.#end.signal.aborted && !this.#isClosing) this.#control('Finalize')
  }

  async close(): Promise<SoundUsage> {
    if (!this.#end.signal.aborted && !this.#isClosing) {
      this.#isClosing = true
      this.#control('CloseStream')
      this.#clock.sleep(CLOSE_MS, this.#end.signal).then(
        () => this.#finish(),
        () => {},
      )
    }
    await this.#ended.promise
    const seconds = this.#countedSeconds ?? (this.#frames * FRAME_MS) / 1_000
    return { seconds, estimated: this.#countedSeconds === undefined }
  }

  #settings(language: string | undefined) {
    return { model: this.model, ...settings, ...(language !== undefined && { language }) }
  }

  #control(type: string) {
    this.#socket?.send(JSON.stringify({ type }))
  }

  #hear(text: string) {
    if (this.#end.signal.aborted) return
    this.#isAlive()
    try {
      this.#countedSeconds = tell(name, text, this.#ask.events) ?? this.#countedSeconds
    } catch (error) {
      this.#lose(outboundFailure(name, error))
    }
    // What it counts is the last that it says.
    if (!this.#isClosing || this.#countedSeconds === undefined) return
    this.#socket?.close()
    this.#finish()
  }

  #isAlive() {
    this.#unanswered = 0
  }

  /** Keeps a silent session open, and notices one whose other side is gone without having closed it. */
  async #beat() {
    const everyMs = Math.min(BEAT_MS, this.#ask.deadlineMs / 2)
    for (;;) {
      await this.#clock.sleep(everyMs, this.#end.signal).catch(() => {})
      if (this.#end.signal.aborted) return
      if (this.#unanswered * everyMs >= this.#ask.deadlineMs)
        return this.#lose(new ProviderFailure('timeout', `${name} gave no sign of life`))
      if (this.#frames === this.#framesAtBeat && !this.#isClosing) this.#control('KeepAlive')
      this.#framesAtBeat = this.#frames
      this.#socket?.ping()
      this.#unanswered++
    }
  }

  /** Told once. When it closes because it was asked to, nothing is lost. */
  #lose(failure: ProviderFailure) {
    if (this.#end.signal.aborted) return
    this.#finish()
    if (!this.#isClosing) this.#ask.events.onLost?.(failure)
  }

  #finish() {
    this.#ask.signal?.removeEventListener('abort', this.#abort)
    this.#end.abort()
    this.#ended.resolve()
  }
}
