import type { Clock } from '../ports/port.ts'

/** Rings once, at a moment of the clock's `elapsed` that may be changed until then. */
export class Alarm {
  readonly #clock: Pick<Clock, 'elapsed' | 'sleep'>
  readonly #ring: () => void
  #set = new AbortController()

  constructor(clock: Pick<Clock, 'elapsed' | 'sleep'>, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Never for a moment that is infinitely far; within a millisecond for one that has passed, but not before the caller is done. */
  setTo(at: number): void {
    this.stop()
    const ms = Math.ceil(at - this.#clock.elapsed())
    if (!Number.isFinite(ms)) return
    this.#set = new AbortController()
    this.#clock.sleep(Math.max(1, ms), this.#set.signal).then(this.#ring, () => {})
  }

  stop(): void {
    this.#set.abort()
  }
}
