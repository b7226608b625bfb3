import type { Deps } from '../../deps.ts'
import type { Pacer } from '../../services/media/pacer.ts'
import type { Recorder } from '../../services/media/recorder.ts'
import type { Speaker } from '../../services/media/speaker.ts'
import type { ReplyPart } from '../../services/talk/reply.ts'
import { type Utterance, utter } from './utterance.ts'

export interface SayerOptions {
  clock: Deps['clock']
  speaker: Speaker
  pacer: Pacer
  recorder: Recorder | undefined
  /** Something begins to be heard. */
  onBegin(): void
  /** The whole text of what is being heard. */
  onText(text: string): void
  onFault(error: unknown): void
}

interface Saying {
  /** What is said, once it is its turn. */
  make(signal: AbortSignal): AsyncIterable<ReplyPart>
  /** What was heard of it. The next thing waits for this. */
  done(utterance: Utterance): Promise<void>
  /** A spoken line that the caller has not asked for, such as a warning. */
  isLine?: boolean
}

/** Says one thing after the other. */
export class Sayer {
  readonly #options: SayerOptions
  readonly #marks = new Map<string, () => void>()
  #current: { stop: AbortController; isLine: boolean; hasBegun: boolean } | undefined
  #work: Promise<void> = Promise.resolve()
  #markCount = 0

  constructor(options: SayerOptions) {
    this.#options = options
  }

  say(saying: Saying): void {
    const current = this.#next(saying)
    this.queue(() => this.#utter(saying, current))
  }

  /** The same within a job of the queue. */
  sayNow(saying: Saying): Promise<void> {
    return this.#utter(saying, this.#next(saying))
  }

  /** Stops what is being said, or is about to be. */
  stop(): void {
    this.#current?.stop.abort()
  }

  /** The caller speaks: a line that was not asked for, such as a warning, is not begun. */
  leaveLine(): void {
    if (this.#current?.isLine && !this.#current.hasBegun) this.stop()
  }

  /** The other side has played everything until a mark. */
  played(mark: string): void {
    this.#marks.get(mark)?.()
    this.#marks.delete(mark)
  }

  queue(job: () => Promise<void>): void {
    this.#work = this.#work.then(job).catch(this.#options.onFault)
  }

  /** Resolves when nothing waits any more. */
  idle(): Promise<void> {
    return this.#work
  }

  #next({ isLine = false }: Saying) {
    this.#current = { stop: new AbortController(), isLine, hasBegun: false }
    return this.#current
  }

  async #utter({ make, done }: Saying, current: { stop: AbortController; hasBegun: boolean }) {
    const { clock, speaker, pacer, recorder, onBegin, onText } = this.#options
    const output = {
      ...{ clock, speaker, pacer, onText },
      placeOf: recorder && ((at: number) => recorder.at(at)),
      played: () => this.#mark(),
      onBegin: () => {
        current.hasBegun = true
        onBegin()
      },
    }
    await done(await utter(output, make, current.stop.signal))
  }

  /** Resolves when the other side says that it has played everything until now. */
  #mark(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const name = `m${++this.#markCount}`
    this.#marks.clear()
    this.#marks.set(name, resolve)
    this.#options.pacer.mark(name)
    return promise
  }
}
