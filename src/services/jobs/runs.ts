import type { Db } from '../../../db/tables.ts'
import { attemptOnce } from './attempt.ts'
import type { Declared } from './job.ts'
import { type Clock, FAILED_KEPT_MS, type Log } from './port.ts'
import { backoffMs } from './retry.ts'
import * as store from './store.ts'

export interface Context {
  db: Db
  clock: Clock
  log: Log
}

/** A job that was taken from the queue. */
export interface Claimed {
  id: string
  claim: string
  job: Declared
  data: string
  attempt: number
}

interface Run extends Claimed {
  aborter: AbortController
  ended: Promise<void>
}

/** What this process runs at present. */
export class Runs {
  readonly #context: Context
  readonly #onEnd: () => void
  readonly #runs = new Map<string, Run>()

  /** `onEnd` is called when another run may begin. */
  constructor(context: Context, onEnd: () => void) {
    this.#context = context
    this.#onEnd = onEnd
  }

  get ids() {
    return [...this.#runs.keys()]
  }

  countOf(name: string) {
    return [...this.#runs.values()].filter(({ job }) => job.name === name).length
  }

  begin(claimed: Claimed) {
    const aborter = new AbortController()
    this.#runs.set(claimed.id, { ...claimed, aborter, ended: this.#run(claimed, aborter) })
  }

  /** Prolongs the leases. A job that was cancelled, or went to another process, is aborted. */
  async renew(trx: Db, lease_until: string) {
    for (const { id, claim, aborter } of this.#runs.values()) {
      const mine = await store.renew(trx, { id, claim, lease_until })
      if (!mine) aborter.abort(new Error('the job was cancelled, or another process has it'))
    }
  }

  abort() {
    for (const { aborter } of this.#runs.values()) aborter.abort(new Error('the service stops'))
  }

  /** Waits until all have ended, or so many milliseconds. */
  async ended(ms: number) {
    if (this.#runs.size === 0 || ms === 0) return
    const timer = new AbortController()
    const late = this.#context.clock.sleep(ms, timer.signal).catch(() => {})
    await Promise.race([Promise.all([...this.#runs.values()].map(({ ended }) => ended)), late])
    timer.abort()
  }

  async #run(claimed: Claimed, aborter: AbortController) {
    const { clock, log } = this.#context
    const { id, job, data, attempt } = claimed
    const timer = new AbortController()
    const overdue = () => aborter.abort(new Error(`the job ran longer than ${job.timeoutSeconds} s`))
    clock.sleep(job.timeoutSeconds * 1_000, timer.signal).then(overdue, () => {})
    try {
      const run = { id, number: attempt, signal: aborter.signal }
      const attempted = attemptOnce(job, () => JSON.parse(data), run, this.#context)
      const failed = await attempted.then(
        () => false,
        () => true,
      )
      await this.#settle(claimed, failed)
    } catch (err) {
      // It runs again when its lease is over.
      log.warn({ job: job.name, id, attempt, err }, 'what became of a job cannot be written')
    } finally {
      timer.abort()
      this.#runs.delete(id)
      this.#onEnd()
    }
  }

  async #settle({ id, claim, job, attempt }: Claimed, failed: boolean) {
    const { db, clock } = this.#context
    if (!failed) return store.removeDone(db, { id, claim })
    const isLast = attempt > job.retries.limit
    const ms = isLast ? FAILED_KEPT_MS : backoffMs(job.retries, attempt)
    const due_at = new Date(clock.now().getTime() + ms).toISOString()
    return store.keepFailed(db, { id, claim, state: isLast ? 'failed' : 'retrying', due_at })
  }
}
