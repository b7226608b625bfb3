import { randomUUID } from 'node:crypto'
import { type Context, Lease, nowOf, type Work } from './lease.ts'
import { type Outcome, readOutcome } from './outcome.ts'
import * as store from './store.ts'

export interface Shared<T> {
  value: T
  /** `leader`: the work of this call has run; `joined`: that of another one. */
  role: 'leader' | 'joined'
}

interface Call {
  work: Work<unknown>
  resolve(shared: Shared<unknown>): void
  reject(error: unknown): void
  /** A look at the row that began after the call has passed. */
  hasLooked: boolean
  hasLed: boolean
}

/**
 * All calls of one key in this process, and one loop that works or waits for them.
 *
 * A call never gets an outcome that was there when it began. It takes part in a look at the row first: a finished row
 * that this look finds is taken over, by us or by another process, so what a later look finds finished has ended after
 * the call began. A call that joins while we wait therefore asks for a look at once. To take the lease, and each beat
 * that finds it ours, is a look too.
 */
export class Calls {
  readonly #context: Context
  readonly #key: string
  readonly #onEnd: () => void
  readonly #calls = new Set<Call>()
  #lease: Lease | undefined
  #seen: { holder: string; beat: number; since: number } | undefined
  #wake = new AbortController()
  #isRunning = false

  /** `onEnd` is called when the last call has ended. No call may join after it. */
  constructor(context: Context, key: string, onEnd: () => void) {
    this.#context = context
    this.#key = key
    this.#onEnd = onEnd
  }

  join(work: Work<unknown>, signal?: AbortSignal): Promise<Shared<unknown>> {
    const { promise, resolve, reject } = Promise.withResolvers<Shared<unknown>>()
    const call = { work, resolve, reject, hasLooked: false, hasLed: false }
    const leave = () => {
      this.#reject(call, signal?.reason)
      if (this.#calls.size === 0) this.#wake.abort()
    }
    signal?.addEventListener('abort', leave)
    this.#calls.add(call)
    this.#wake.abort()
    if (!this.#isRunning) this.#run()
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  async close() {
    this.#rejectAll(new Error('the service stops'))
    this.#wake.abort()
    await this.#lease?.abort()
  }

  async #run() {
    this.#isRunning = true
    try {
      for (let looks = 0; this.#calls.size > 0; looks++) await this.#look(looks)
    } catch (error) {
      this.#rejectAll(error)
    }
    this.#onEnd()
  }

  /** Looks at the row, and works when it is free; otherwise waits until the next look. */
  async #look(looks: number) {
    const { db, clock, pace } = this.#context
    // A call that joins from here on asks for another look.
    const wake = new AbortController()
    this.#wake = wake
    const endLook = this.#beginLook()
    const row = await store.findLease(db, this.#key)
    for (const call of this.#calls) if (row?.outcome && call.hasLooked) this.#answer(call, row.outcome)
    endLook()
    if (this.#calls.size === 0) return
    if (this.#isFree(row) && (await this.#lead(row))) return
    await clock.sleep(Math.min(pace.pollMs.first + 25 * looks, pace.pollMs.most), wake.signal).catch(() => {})
  }

  /** Begins a look. What it returns ends it, and marks the calls that had joined when it began. */
  readonly #beginLook = () => {
    const looking = [...this.#calls]
    return () => {
      for (const call of looking) call.hasLooked = true
    }
  }

  /** Whether there is no holder, or it gave no sign of life for too long, by the clock of this process alone. */
  #isFree(row: store.Seen | undefined): boolean {
    if (!row || row.outcome !== null) return true
    const { clock, pace } = this.#context
    const now = clock.elapsed()
    if (this.#seen?.holder !== row.holder || this.#seen.beat !== row.beat) {
      this.#seen = { holder: row.holder, beat: row.beat, since: now }
    }
    return now - this.#seen.since >= pace.leaseMs
  }

  /** Runs the work of the oldest call that may. False when another process was faster. */
  async #lead(seen: store.Seen | undefined): Promise<boolean> {
    const call = [...this.#calls].find(({ hasLed }) => !hasLed)
    // Paid work must not begin again and again for one call, for example where it blocks the event loop.
    if (!call) throw new Error('the lease was lost, and then given up by the process that took it over')
    const { db, log } = this.#context
    const mine = { key: this.#key, holder: randomUUID() }
    const endLook = this.#beginLook()
    if (!(await store.takeLease(db, { ...mine, seen, updated_at: nowOf(this.#context) }))) return false
    endLook()
    if (seen?.outcome === null) log.warn({}, 'a lease was taken over from a process that gave no sign of life')
    if (this.#calls.has(call)) await this.#runWork(call, new Lease(this.#context, mine, this.#beginLook))
    else await store.releaseLease(db, mine)
    return true
  }

  async #runWork(call: Call, lease: Lease) {
    const { log } = this.#context
    call.hasLed = true
    this.#lease = lease
    const ended = await lease.run(call.work)
    this.#lease = undefined
    if (ended === 'lost') return
    if ('outcome' in ended) {
      if (ended.refusal) this.#reject(call, ended.refusal)
      for (const each of this.#calls) this.#answer(each, ended.outcome, each === call ? 'leader' : 'joined')
    } else {
      if (!this.#calls.has(call)) log.error({ err: ended.failed }, 'shared work failed after its caller had left')
      this.#reject(call, ended.failed)
    }
  }

  #answer(call: Call, outcome: Outcome, role: Shared<unknown>['role'] = 'joined') {
    this.#calls.delete(call)
    try {
      call.resolve({ value: readOutcome(outcome), role })
    } catch (error) {
      call.reject(error)
    }
  }

  #reject(call: Call, error: unknown) {
    this.#calls.delete(call)
    call.reject(error)
  }

  #rejectAll(error: unknown) {
    for (const call of this.#calls) this.#reject(call, error)
  }
}
