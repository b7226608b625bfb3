import { BackupFailure } from './failure.ts'
import type { Needs } from './make.ts'

/** Backups that this process makes at present: at most one, but others may be about to be refused. */
export class Making {
  readonly #clock: Needs['clock']
  readonly #running = new Set<Promise<unknown>>()
  readonly #aborter = new AbortController()
  #isClosed = false

  constructor({ clock }: Pick<Needs, 'clock'>) {
    this.#clock = clock
  }

  async run<T>(given: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw stopped()
    const running = work(AbortSignal.any([this.#aborter.signal, ...(given ? [given] : [])]))
    this.#running.add(running)
    return running.finally(() => this.#running.delete(running))
  }

  async close(graceMs: number) {
    this.#isClosed = true
    const ended = Promise.allSettled(this.#running)
    if (this.#running.size > 0 && graceMs > 0) {
      const timer = new AbortController()
      await Promise.race([ended, this.#clock.sleep(graceMs, timer.signal).catch(() => {})])
      timer.abort()
    }
    this.#aborter.abort(stopped())
    await ended
  }
}

const stopped = () => new BackupFailure('stopped', 'the service stops')
