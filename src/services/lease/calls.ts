import { type Context, Lease, type Work } from './lease.ts'
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
  /** A poll that began after the call has joined has ended. */
  hasPolled: boolean
  hasRun: boolean
}

/**
 * All calls of one key in this process. While there are calls, a loop polls the row of the key: it takes the lease when
 * the lease is free, and runs the work of one call; otherwise it waits for the outcome of the process that works.
 *
 * 1. One process writes. The effect of the work and its outcome are written in one transaction, which fails when
 *    another process has taken the lease over.
 * 2. A process that dies is replaced. A lease is free when its row has had no new heartbeat for `leaseMs`, by the clock
 *    of the process that waits. One statement takes it, and only if the row has not changed since the poll.
 * 3. A call does not get an outcome that was stored before the call began. A poll gives an outcome only to calls that
 *    have polled before. For the others the outcome may be too old: the lease is taken, and work runs again.
 * 4. A call that waits gets the next outcome. Rule 3 asks for a poll before it, so the first poll of a call begins at
 *    once, without the wait of `pollMs`. To take the lease is a poll too, and so is a heartbeat: when one of them
 *    succeeds, no outcome is stored yet.
 * 5. The work of each call runs at most once. A call whose work has run, and lost its lease, only waits.
 */
export class Calls {
  readonly #context: Context
  readonly #key: string
  readonly #onEnd: () => void
  readonly #ended = Promise.withResolvers<void>()
  readonly #calls = new Set<Call>()
  #lease: Lease | undefined
  #lastHeartbeat: { holder: string; heartbeat: number; seenAt: number } | undefined
  /** Its abort ends the wait for the next poll. */
  #wait = new AbortController()
  #isRunning = false

  /** `onEnd` is called when the last call has ended. No call may join after it. */
  constructor(context: Context, key: string, onEnd: () => void) {
    this.#context = context
    this.#key = key
    this.#onEnd = onEnd
  }

  /** Resolves when the last call has ended, and its work. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  join(work: Work<unknown>, signal?: AbortSignal): Promise<Shared<unknown>> {
    const { promise, resolve, reject } = Promise.withResolvers<Shared<unknown>>()
    const call = { work, resolve, reject, hasPolled: false, hasRun: false }
    const leave = () => {
      this.#reject(call, signal?.reason)
      if (this.#calls.size === 0) this.#wait.abort()
    }
    signal?.addEventListener('abort', leave)
    this.#calls.add(call)
    this.#wait.abort()
    if (!this.#isRunning) this.#run()
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  async close() {
    this.#rejectAll(new Error('the service stops'))
    this.#wait.abort()
    await this.#lease?.abort()
  }

  async #run() {
    this.#isRunning = true
    try {
      while (this.#calls.size > 0) await this.#pollAndWork()
    } catch (error) {
      this.#rejectAll(error)
    }
    this.#onEnd()
    this.#ended.resolve()
  }

  async #pollAndWork() {
    const { clock, timing } = this.#context
    // Made before the poll: a call that joins during the poll ends the wait after it.
    const wait = new AbortController()
    this.#wait = wait
    const row = await this.#poll()
    if (this.#calls.size === 0) return
    if (this.#isFree(row) && (await this.#takeLease(row))) return
    await clock.sleep(timing.pollMs, wait.signal).catch(() => {})
  }

  async #poll(): Promise<store.LeaseState | undefined> {
    const joined = [...this.#calls]
    const row = await store.findLease(this.#context.db, this.#key)
    for (const call of this.#calls) if (row?.outcome && call.hasPolled) this.#answer(call, row.outcome)
    markPolled(joined)
    return row
  }

  /** Runs a statement that is a poll too: a row comes back when the lease is ours, and so has no outcome. */
  readonly #countAsPoll = async <T>(statement: () => Promise<T | undefined>): Promise<T | undefined> => {
    const joined = [...this.#calls]
    const row = await statement()
    if (row) markPolled(joined)
    return row
  }

  /** No holder, or no new heartbeat for `leaseMs`. Clocks of machines disagree: only that of this process counts. */
  #isFree(row: store.LeaseState | undefined): boolean {
    if (!row || row.outcome !== null) return true
    const { clock, timing } = this.#context
    const now = clock.elapsed()
    const last = this.#lastHeartbeat
    if (last?.holder === row.holder && last.heartbeat === row.heartbeat) return now - last.seenAt >= timing.leaseMs
    this.#lastHeartbeat = { holder: row.holder, heartbeat: row.heartbeat, seenAt: now }
    return false
  }

  /** Takes the lease, and runs the work of the oldest call that has not run it. False when another process took it. */
  async #takeLease(row: store.LeaseState | undefined): Promise<boolean> {
    const call = [...this.#calls].find(({ hasRun }) => !hasRun)
    // Work that blocks the event loop loses its lease each time: paid work must not be repeated without an end.
    if (!call) throw new Error('the lease was lost to another process, which released it without an outcome')
    const lease = await Lease.take(this.#context, this.#key, row, this.#countAsPoll)
    if (!lease) return false
    if (row?.outcome === null) this.#context.log.warn({}, 'a lease without a heartbeat was taken over')
    if (this.#calls.has(call)) await this.#runWork(call, lease)
    else await lease.release()
    return true
  }

  async #runWork(call: Call, lease: Lease) {
    const { log } = this.#context
    call.hasRun = true
    this.#lease = lease
    const result = await lease.run(call.work)
    this.#lease = undefined
    if (result === 'lost') return
    if ('outcome' in result) {
      if (result.refusal) this.#reject(call, result.refusal)
      for (const each of this.#calls) this.#answer(each, result.outcome, each === call ? 'leader' : 'joined')
    } else {
      const { error } = result
      if (!this.#calls.has(call)) log.error({ err: error }, 'shared work failed after its caller had left')
      this.#reject(call, error)
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

function markPolled(calls: Call[]) {
  for (const call of calls) call.hasPolled = true
}
