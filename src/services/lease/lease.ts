import { randomUUID } from 'node:crypto'
import type { Db } from '../../../db/tables.ts'
import { Refusal } from '../../errors.ts'
import type { Effect } from '../idempotency/idempotency.ts'
import type { Clock, Log } from '../jobs/port.ts'
import { transaction } from '../transaction.ts'
import { NotShared, type Outcome, outcomeOf, outcomeOfRefusal } from './outcome.ts'
import * as store from './store.ts'

/**
 * Does what takes time, and answers what is to be written. It first checks whether the result is there: another call
 * may have ended since its caller checked. It has a deadline of its own: while it runs, all wait. The signal is aborted
 * when another process has taken the lease over, and when the service stops.
 */
export type Work<T> = (signal: AbortSignal) => Promise<Effect<T>>

export interface Context {
  db: Db
  clock: Clock
  log: Log
  timing: Timing
}

export interface Timing {
  /** Milliseconds between two heartbeats of a holder. */
  heartbeatMs: number
  /** Milliseconds without a heartbeat, after which a lease is free. */
  leaseMs: number
  /** Milliseconds between two polls of a process that waits. */
  pollMs: number
}

/** Runs a statement that answers a row when the lease is held, and counts it as a poll of the calls that wait. */
type CountAsPoll = <T>(statement: () => Promise<T | undefined>) => Promise<T | undefined>

/** How the work ended. A refusal is an outcome too; `error` is for the caller of the work alone. */
type Result = { outcome: Outcome; refusal?: Refusal } | { error: unknown } | 'lost'

class LeaseLost extends Error {}

/** One lease, which this process has taken, until its end. */
export class Lease {
  readonly #context: Context
  readonly #id: store.LeaseId
  readonly #countAsPoll: CountAsPoll
  readonly #lost = new AbortController()
  readonly #ended = new AbortController()

  /** Undefined when the row is no longer as it was found. */
  static async take(
    context: Context,
    key: string,
    found: store.LeaseState | undefined,
    countAsPoll: CountAsPoll,
  ): Promise<Lease | undefined> {
    const lease = new Lease(context, { key, holder: randomUUID() }, countAsPoll)
    const row = await countAsPoll(() => store.takeLease(context.db, { ...lease.#change(), found }))
    return row && lease
  }

  private constructor(context: Context, id: store.LeaseId, countAsPoll: CountAsPoll) {
    this.#context = context
    this.#id = id
    this.#countAsPoll = countAsPoll
  }

  /** Rejects only when the database fails after a refusal. */
  async run(work: Work<unknown>): Promise<Result> {
    this.#sendHeartbeats()
    try {
      return { outcome: await this.#settle(await work(this.#lost.signal)) }
    } catch (error) {
      if (error instanceof LeaseLost) return 'lost'
      if (error instanceof Refusal) return await this.#settleRefusal(error)
      return await this.#fail(error)
    } finally {
      this.#ended.abort()
    }
  }

  /** Ends the lease without an outcome, so that another process may work. False when the lease was lost. */
  async release(): Promise<boolean> {
    return (await store.releaseLease(this.#context.db, this.#id)) !== undefined
  }

  /** Releases the lease, and aborts the work. */
  async abort() {
    this.#ended.abort()
    // Released first: a refusal that comes from the abort must not reach those who wait elsewhere.
    await this.release().catch(() => {})
    this.#lost.abort(new LeaseLost('the service stops'))
  }

  /** Until the work has ended or the lease is lost. */
  async #sendHeartbeats() {
    const { db, clock, timing } = this.#context
    const { signal } = this.#ended
    let isHeld = true
    while (isHeld) {
      await clock.sleep(timing.heartbeatMs, signal).catch(() => {})
      if (signal.aborted) return
      const heartbeat = this.#countAsPoll(() => store.sendHeartbeat(db, this.#change()))
      // A database that cannot be reached now says nothing of the lease.
      isHeld = await heartbeat.then(Boolean, () => true)
    }
    this.#lost.abort(new LeaseLost('another process has the lease'))
  }

  #settle(effect: Effect<unknown>): Promise<Outcome> {
    return transaction(this.#context.db, async (trx) => {
      const outcome = outcomeOf(await effect(trx))
      const settled = await store.settleLease(trx, { ...this.#change(), outcome })
      if (!settled) throw new LeaseLost('another process has the lease')
      return outcome
    })
  }

  async #settleRefusal(refusal: Refusal): Promise<Result> {
    const outcome = outcomeOfRefusal(refusal)
    const settled = await store.settleLease(this.#context.db, { ...this.#change(), outcome })
    return settled ? { outcome, refusal } : 'lost'
  }

  /**
   * The caller does not get the error of work that has lost its lease. It may come from the loss, such as a row that
   * the new holder has inserted before; or the commit has arrived, and only its confirmation was lost.
   */
  async #fail(error: unknown): Promise<Result> {
    if (await this.release().catch(() => true)) return { error: error instanceof NotShared ? error.refusal : error }
    this.#context.log.warn({ err: error }, 'shared work failed after its lease was lost')
    return 'lost'
  }

  #change(): store.LeaseChange {
    return { ...this.#id, updated_at: this.#context.clock.now().toISOString() }
  }
}
