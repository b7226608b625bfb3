import type { Db } from '../../../db/tables.ts'
import { Refusal } from '../../errors.ts'
import type { Effect } from '../idempotency/idempotency.ts'
import type { Clock, Log } from '../jobs/port.ts'
import { NotShared, type Outcome, outcomeOf, outcomeOfRefusal } from './outcome.ts'
import * as store from './store.ts'

/**
 * Does what takes time, and answers what is to be written. It begins by looking for the result: another call may have
 * ended since its caller looked. It has a deadline of its own: while it runs, all wait. The signal is aborted when
 * another process has taken the lease over, and when the service stops.
 */
export type Work<T> = (signal: AbortSignal) => Promise<Effect<T>>

export interface Context {
  db: Db
  clock: Clock
  log: Log
  pace: Pace
}

export interface Pace {
  /** Milliseconds between two signs of life of a holder. */
  beatMs: number
  /** Milliseconds without one, after which a waiter takes a lease over. */
  leaseMs: number
  /** Milliseconds between two looks of a waiter, the first time and at most. */
  pollMs: { first: number; most: number }
}

/** How an attempt ended. A refusal is an outcome too; `failed` is for the caller of the work alone. */
export type Ended = { outcome: Outcome; refusal?: Refusal } | { failed: unknown } | 'lost'

class LeaseLost extends Error {}

export const nowOf = ({ clock }: Context) => clock.now().toISOString()

/** The lease of one attempt, from its work to its end. */
export class Lease {
  readonly #context: Context
  readonly #mine: store.Mine
  readonly #beginLook: () => () => void
  readonly #lost = new AbortController()
  readonly #ended = new AbortController()

  /** What `beginLook` returns is called when a beat that began after it has found the lease ours. */
  constructor(context: Context, mine: store.Mine, beginLook: () => () => void) {
    this.#context = context
    this.#mine = mine
    this.#beginLook = beginLook
  }

  /** Rejects only when the database fails after a refusal. */
  async run(work: Work<unknown>): Promise<Ended> {
    this.#keep()
    try {
      return { outcome: await this.#settle(await work(this.#lost.signal)) }
    } catch (error) {
      if (error instanceof LeaseLost) return 'lost'
      if (error instanceof Refusal) return await this.#settleRefusal(error)
      return await this.#release(error)
    } finally {
      this.#ended.abort()
    }
  }

  /** Gives the lease up, so that another process may work, and aborts the work. */
  async abort() {
    this.#ended.abort()
    // Released first: a refusal that comes from the abort must not reach those who wait elsewhere.
    await store.releaseLease(this.#context.db, this.#mine).catch(() => {})
    this.#lost.abort(new LeaseLost('the service stops'))
  }

  /** Shows that this process lives, until the work has ended or the lease is lost. */
  async #keep() {
    const { clock, pace } = this.#context
    const { signal } = this.#ended
    let isMine = true
    while (isMine) {
      await clock.sleep(pace.beatMs, signal).catch(() => {})
      if (signal.aborted) return
      // A database that cannot be reached now says nothing of the lease.
      isMine = await this.#beat().catch(() => true)
    }
    this.#lost.abort(new LeaseLost('another process has the lease'))
  }

  async #beat(): Promise<boolean> {
    const endLook = this.#beginLook()
    const raised = await store.raiseBeat(this.#context.db, { ...this.#mine, updated_at: nowOf(this.#context) })
    if (raised) endLook()
    return raised !== undefined
  }

  #settle(effect: Effect<unknown>): Promise<Outcome> {
    return this.#context.db.transaction().execute(async (trx) => {
      const outcome = outcomeOf(await effect(trx))
      const settled = await store.settleLease(trx, { ...this.#mine, outcome, updated_at: nowOf(this.#context) })
      if (!settled) throw new LeaseLost('another process has the lease')
      return outcome
    })
  }

  async #settleRefusal(refusal: Refusal): Promise<Ended> {
    const outcome = outcomeOfRefusal(refusal)
    const updated_at = nowOf(this.#context)
    const settled = await store.settleLease(this.#context.db, { ...this.#mine, outcome, updated_at })
    return settled ? { outcome, refusal } : 'lost'
  }

  /**
   * Without a lease to release, the error tells nothing: it comes from the loss, such as a row that the new holder has
   * inserted before, or the commit had arrived and only its confirmation was lost.
   */
  async #release(error: unknown): Promise<Ended> {
    const { db, log } = this.#context
    const released = await store.releaseLease(db, this.#mine).then(Boolean, () => true)
    if (!released) {
      log.warn({ err: error }, 'shared work failed after its lease was lost')
      return 'lost'
    }
    return { failed: error instanceof NotShared ? error.refusal : error }
  }
}
