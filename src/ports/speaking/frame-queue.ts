import { FrameSplitter } from '../../services/audio/frames.ts'
import { badResponse } from '../failure.ts'

/** Ten minutes: four times what the longest text takes. */
const MAX_FRAMES = 10 * 60 * 50

/** Frames on their way from a provider, which sends them faster than they are heard, to a reader. */
export class FrameQueue {
  readonly #name: string
  readonly #splitter = new FrameSplitter()
  #frames: Uint8Array[] = []
  #count = 0
  #ended: { error?: unknown } | undefined
  #changed = Promise.withResolvers<void>()
  #taken = Promise.withResolvers<void>()

  /** The provider's name, for the failure when it sends too much. */
  constructor(name: string) {
    this.#name = name
  }

  push(bytes: Uint8Array): void {
    const frames = this.#splitter.push(bytes)
    this.#count += frames.length
    if (this.#count > MAX_FRAMES) throw badResponse(this.#name, 'answers too much')
    this.#frames.push(...frames)
    this.#change()
  }

  end(): void {
    this.#frames.push(...this.#splitter.flush())
    this.#ended ??= {}
    this.#change()
  }

  /** The reader gets the frames before it, and then the error. */
  fail(error: unknown): void {
    this.#ended ??= { error }
    this.#change()
  }

  /** The next frame, `end`, or undefined when there is none yet. Throws when it failed. */
  take(): Uint8Array | 'end' | undefined {
    const frame = this.#frames.shift()
    if (frame) {
      this.#taken.resolve()
      this.#taken = Promise.withResolvers()
      return frame
    }
    if (this.#ended && 'error' in this.#ended) throw this.#ended.error
    return this.#ended && 'end'
  }

  /** Resolves with the next change. */
  changed(): Promise<void> {
    return this.#changed.promise
  }

  /** Resolves once no more than so many frames wait to be read. */
  async fewerThan(frames: number): Promise<void> {
    while (this.#frames.length > frames && !this.#ended) await this.#taken.promise
  }

  #change() {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
