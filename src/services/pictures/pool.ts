import { UnusablePicture } from './unusable-picture.ts'

/** Callers that may wait: each holds its picture in memory. */
const MAX_WAITING = 64

/** Gives each of a few things to one caller at a time, in the order in which they came. */
export class Pool<T> {
  readonly #free: T[]
  readonly #waiting = new Set<PromiseWithResolvers<T>>()

  constructor(all: readonly T[]) {
    this.#free = [...all]
  }

  /** Throws the signal's reason, or `UnusablePicture` as busy. */
  async take(signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted()
    // The one that was given back last: the others may come to rest.
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#waiting.size >= MAX_WAITING) throw new UnusablePicture('busy')
    const waiter = Promise.withResolvers<T>()
    const abort = () => {
      this.#waiting.delete(waiter)
      waiter.reject(signal?.reason)
    }
    this.#waiting.add(waiter)
    signal?.addEventListener('abort', abort)
    return waiter.promise.finally(() => signal?.removeEventListener('abort', abort))
  }

  give(it: T) {
    const [next] = this.#waiting
    if (!next) return void this.#free.push(it)
    this.#waiting.delete(next)
    next.resolve(it)
  }

  /** Refuses those who wait. */
  close() {
    for (const waiter of this.#waiting) waiter.reject(new UnusablePicture('busy'))
    this.#waiting.clear()
  }
}
