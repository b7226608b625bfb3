import type { CutReason } from '../../../schemas/chat/index.ts'
import type { Deps } from '../../deps.ts'
import { EndedByCaller } from '../../services/generation/stream-with-fallback.ts'
import { failedEnding, type Writing } from './reply.ts'
import * as store from './store.ts'

export type Needs = Pick<Deps, 'db' | 'clock'>

export interface Log {
  warn(members: object, message: string): void
}

/** Milliseconds without a sign of life after which the process that writes an answer counts as dead. */
export const LEASE_MS = 60_000
/** Milliseconds between two signs of life, and between two looks whether a request to another process wants it to end. */
const BEAT_MS = 1_000

/** Why this process ends an answer. */
export class Cut extends EndedByCaller {
  readonly why: CutReason

  constructor(why: CutReason) {
    super(`the answer ends: ${why}`)
    this.why = why
  }
}

/**
 * One answer that this process writes. What arrives is stored first and told then: whatever a reader has seen, any
 * process can tell again. What arrives while a statement runs is stored by the next one, as one event.
 */
export class RunningAnswer {
  readonly #deps: Needs
  readonly #log: Log
  readonly #cut = new AbortController()
  readonly #over = new AbortController()
  #row: store.MessageRow
  #isLost = false
  #text = ''
  #ends: number[] = []
  #storing: Promise<void> | undefined
  #changed = Promise.withResolvers<void>()

  constructor(deps: Needs, row: store.MessageRow, log: Log) {
    this.#deps = deps
    this.#row = row
    this.#log = log
  }

  /** As it is stored; undefined when it is not this process's own any more. */
  get row(): store.MessageRow | undefined {
    return this.#isLost ? undefined : this.#row
  }

  /** Resolves when `row` is another. */
  get changed(): Promise<void> {
    return this.#changed.promise
  }

  cut(why: CutReason) {
    this.#cut.abort(new Cut(why))
  }

  /** Writes it to its end. Never rejects: what the database does not take is left to `endLost`. */
  async run(write: (signal: AbortSignal) => Writing): Promise<void> {
    this.#sendBeats()
    try {
      const ending = await this.#written(write)
      this.#over.abort()
      await this.#storing
      await this.#end(ending)
    } catch (error) {
      this.#lose()
      this.#log.warn({ err: error }, 'an answer could not be stored')
    } finally {
      this.#over.abort()
    }
  }

  async #written(write: (signal: AbortSignal) => Writing) {
    const writing = write(this.#cut.signal)
    try {
      for (;;) {
        const next = await writing.next()
        if (next.done) return next.value
        this.#text += next.value
        this.#storing ??= this.#store()
      }
    } catch (error) {
      if (!(error instanceof Cut)) this.#log.warn({ err: error }, 'an answer could not be written')
      return failedEnding(error instanceof Cut ? error : new Cut('unavailable'))
    }
  }

  get #isBehind() {
    return this.#text.length > (this.#ends.at(-1) ?? 0)
  }

  /** One statement after the other: an earlier text must not overwrite a later one. */
  async #store() {
    try {
      do {
        if (this.#isBehind) this.#ends.push(this.#text.length)
        await this.#update()
      } while (this.#isBehind && !this.#isLost)
    } catch (error) {
      this.#log.warn({ err: error }, 'a part of an answer could not be stored')
      this.cut('unavailable')
    } finally {
      this.#storing = undefined
    }
  }

  async #update() {
    const { db, clock } = this.#deps
    const lease_until = new Date(clock.now().getTime() + LEASE_MS).toISOString()
    const row = await store.updateRunning(db, { ...this.#stored(), lease_until })
    if (!row) return this.#lose()
    if (row.stop_requested === 1) this.cut('stopped')
    this.#publish(row)
  }

  #stored() {
    const to = this.#ends.at(-1) ?? 0
    return { id: this.#row.id, text: this.#text.slice(0, to), ends: JSON.stringify(this.#ends) }
  }

  async #end({ status, reason, usage, served_by }: Awaited<ReturnType<typeof failedEnding>>) {
    if (this.#isLost) return
    const ended = {
      ...{ status: status === 'partial' && this.#text === '' && reason !== 'stopped' ? 'failed' : status, reason },
      ...{ usage: usage && JSON.stringify(usage), served_by: served_by && JSON.stringify(served_by) },
      ended_at: this.#deps.clock.now().toISOString(),
    } as const
    const row = await store.endRunning(this.#deps.db, { ...this.#stored(), ...ended })
    if (row) this.#publish(row)
    else this.#lose()
  }

  /** Until the answer has ended. */
  async #sendBeats() {
    const { signal } = this.#over
    for (;;) {
      await this.#deps.clock.sleep(BEAT_MS, signal).catch(() => {})
      if (signal.aborted) return
      // A part that is being stored is a sign of life.
      this.#storing ??= this.#store()
    }
  }

  #publish(row: store.MessageRow) {
    this.#row = row
    this.#tell()
  }

  /** Another process has ended it, or its conversation was deleted. */
  #lose() {
    if (this.#isLost) return
    this.#isLost = true
    this.cut('lost')
    this.#tell()
  }

  #tell() {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
