import type { ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { BYTES_PER_MS } from '../../services/media/frame.ts'
import { heardOf, type SpokenText } from '../../services/media/heard.ts'
import type { Pacer } from '../../services/media/pacer.ts'
import { type Provider, type Speaker, SpeechLost } from '../../services/media/speaker.ts'
import { readAhead } from '../../services/read-ahead.ts'
import type { ReplyPart } from '../../services/talk/reply.ts'
import type { Place } from './turns.ts'

/** How much later than by our clock the other side may have played something, when it does not say so. */
const PLAYED_LATE_MS = 1_000

/** Something that the persona has said, as it was heard. */
export interface Utterance {
  /** Empty when nothing of it was heard. */
  text: string
  served_by: ServedBy | undefined
  by: Provider | null
  characters: number
  place: Place | undefined
  /** Whether all of it was heard. */
  isWhole: boolean
  /** Whether the call ends after it. */
  ends: boolean
  /** No speech provider could speak it. */
  isLost: boolean
}

export interface SpeechOutput {
  clock: Deps['clock']
  speaker: Speaker
  pacer: Pacer
  /** Resolves when the other side has played all that was written before it, or has dropped it. */
  played(): Promise<void>
  /** Where a moment of the clock's `elapsed` is in the recording; undefined when nothing is recorded. */
  placeOf?: ((elapsed: number) => number) | undefined
  /** Told when it begins to be heard, and when its whole text is known. */
  onBegin(): void
  onText(text: string): void
}

type Make = (signal: AbortSignal) => AsyncIterable<ReplyPart>

/** Speaks the parts of a reply as they come, until they have been heard or the signal aborts. */
export async function utter(output: SpeechOutput, make: Make, signal: AbortSignal): Promise<Utterance> {
  const speaking = new Speech(output, signal)
  try {
    signal.throwIfAborted()
    // The reply is read while it is spoken: its end tells who made it, and what it cost.
    for await (const part of readAhead(watched(make(signal), speaking)))
      if (part.kind === 'text') await speaking.say(part.text)
    await speaking.untilPlayed()
  } catch (error) {
    if (error instanceof SpeechLost) return speaking.result({ isLost: true })
    if (!signal.aborted) throw error
    return speaking.result({})
  }
  return speaking.result({ isWhole: true })
}

async function* watched(parts: AsyncIterable<ReplyPart>, speaking: Speech) {
  for await (const part of parts) {
    if (part.kind === 'end') speaking.ended(part)
    yield part
  }
}

class Speech {
  readonly #output: SpeechOutput
  readonly #signal: AbortSignal
  readonly #spoken: SpokenText[] = []
  #end: Extract<ReplyPart, { kind: 'end' }> | undefined
  #beginsAt: number | undefined
  #endsAt: number | undefined
  #isTold = false

  #cleared: { unheardMs: number } | undefined

  constructor(output: SpeechOutput, signal: AbortSignal) {
    this.#output = output
    this.#signal = signal
    // At once, whatever is awaited at this moment.
    signal.addEventListener('abort', () => this.#clear(), { once: true })
  }

  ended(end: Extract<ReplyPart, { kind: 'end' }>) {
    this.#end = end
    this.#tell()
  }

  async say(text: string): Promise<void> {
    const { speaker, pacer } = this.#output
    const spoken = { text, ms: 0 }
    for await (const frame of speaker.speak(text, this.#signal)) {
      this.#signal.throwIfAborted()
      if (this.#beginsAt === undefined) this.#begin()
      if (spoken.ms === 0) this.#spoken.push(spoken)
      spoken.ms += frame.length / BYTES_PER_MS
      await pacer.write(frame)
    }
  }

  async untilPlayed(): Promise<void> {
    const { pacer, clock, played } = this.#output
    const over = new AbortController()
    const signal = AbortSignal.any([over.signal, this.#signal])
    try {
      this.#endsAt = clock.elapsed() + pacer.unheardMs
      const mark = played()
      await Promise.race([mark, clock.sleep(pacer.unheardMs + PLAYED_LATE_MS, signal)])
      this.#signal.throwIfAborted()
    } finally {
      over.abort()
    }
  }

  result({ isWhole = false, isLost = false }): Utterance {
    const { speaker } = this.#output
    const writtenMs = this.#spoken.reduce((sum, { ms }) => sum + ms, 0)
    // What has been played is not taken back any more.
    if (isWhole) this.#cleared = { unheardMs: 0 }
    const { unheardMs } = this.#clear()
    const heardMs = Math.max(0, writtenMs - unheardMs)
    const text = isWhole ? (this.#end?.text ?? '') : heardOf(this.#spoken, heardMs)
    return {
      ...{ text, served_by: this.#end?.served_by, ...speaker.used(), place: this.#place() },
      ...{ isWhole, isLost, ends: isWhole && this.#end?.ends === true },
    }
  }

  #clear() {
    if (!this.#cleared) {
      this.#endsAt = this.#output.clock.elapsed()
      this.#cleared = this.#output.pacer.clear()
    }
    return this.#cleared
  }

  #begin() {
    const { clock, pacer, onBegin } = this.#output
    this.#beginsAt = clock.elapsed() + pacer.unheardMs
    onBegin()
    this.#tell()
  }

  #tell() {
    if (this.#isTold || !this.#end || this.#beginsAt === undefined) return
    this.#isTold = true
    this.#output.onText(this.#end.text)
  }

  #place(): Place | undefined {
    const { placeOf } = this.#output
    if (!placeOf || this.#beginsAt === undefined || this.#endsAt === undefined) return undefined
    return { from_ms: placeOf(this.#beginsAt), to_ms: placeOf(Math.max(this.#beginsAt, this.#endsAt)) }
  }
}
