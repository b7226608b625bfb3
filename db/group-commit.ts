import type { CompiledQuery, QueryResult } from 'kysely'
import { BatchedTransaction } from './batched-transaction.ts'
import type { Handle } from './sqlite-handle.ts'

type Job = { run(): unknown | Promise<unknown>; resolve(): void; reject(error: unknown): void; since: number }

export interface Limits {
  /** A transaction that stays open for longer is rolled back: until it ends, every writer waits. */
  transactionTimeoutMs: number
  /** How long a write waits while another process holds the file's write lock. */
  lockTimeoutMs: number
}

/** Milliseconds between two attempts to get the write lock: few at first, for most writers hold it for one commit. */
const pauseMs = (attempt: number) => Math.min(2 ** attempt, 20)

const BUSY = 5
const isBusy = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY

/**
 * One fsync for all writes of one turn of the event loop: they run in one transaction, and each is answered after its
 * commit. A statement that fails, or a transaction that is rolled back, fails alone.
 */
export class GroupCommit {
  readonly #handle: Handle
  readonly #requireFile: () => void
  readonly #limits: Limits
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  /** `requireFile` throws when a commit would go into a file that is not there any more. */
  constructor(handle: Handle, requireFile: () => void, limits: Limits) {
    this.#handle = handle
    this.#requireFile = requireFile
    this.#limits = limits
  }

  /** Resolves when the statement's effect is on disk. */
  run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return new Promise((resolve, reject) => {
      let result: QueryResult<R>
      const run = () => {
        result = this.#handle.run(query)
      }
      this.#add({ run, resolve: () => resolve(result), reject })
    })
  }

  /** Resolves when it is this transaction's turn to run. */
  begin(): Promise<BatchedTransaction> {
    return new Promise((resolve, reject) => {
      const transaction = new BatchedTransaction(this.#handle, this.#limits.transactionTimeoutMs)
      const run = () => {
        this.#handle.exec('savepoint turn')
        resolve(transaction)
        return transaction.settle()
      }
      const fail = (error: unknown) => {
        reject(error)
        transaction.reject(error)
      }
      this.#add({ run, resolve: transaction.resolve, reject: fail })
    })
  }

  /** Resolves when nothing waits to be written. */
  async idle() {
    while (this.#running) await this.#running
  }

  #add(job: Omit<Job, 'since'>) {
    this.#waiting.push({ ...job, since: performance.now() })
    this.#running ??= new Promise((resolve) => setImmediate(() => resolve(this.#drain())))
  }

  async #drain() {
    while (this.#waiting.length > 0) {
      if (!(await this.#begin())) continue
      const batch = this.#waiting
      this.#waiting = []
      await this.#commit(batch)
      // What arrived meanwhile joins the next batch together.
      if (this.#waiting.length > 0) await new Promise(setImmediate)
    }
    this.#running = undefined
  }

  /**
   * Whether the transaction is open. The wait for another process's writer happens here, between attempts that do not
   * wait: in SQLite's own wait the whole process would stand still, reads included.
   */
  async #begin(): Promise<boolean> {
    for (let attempt = 0; this.#waiting.length > 0; attempt++) {
      try {
        this.#requireFile()
        this.#handle.exec('begin immediate')
        return true
      } catch (error) {
        this.#rejectWaiting(error, isBusy(error) ? this.#limits.lockTimeoutMs : 0)
        if (this.#waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs(attempt)))
      }
    }
    return false
  }

  /** Rejects the jobs that have waited for so many milliseconds or more. */
  #rejectWaiting(error: unknown, waitedMs: number) {
    const since = performance.now() - waitedMs
    const late = this.#waiting.filter((job) => job.since <= since)
    this.#waiting = this.#waiting.filter((job) => job.since > since)
    for (const job of late) job.reject(error)
  }

  async #commit(batch: Job[]) {
    const done: Job[] = []
    try {
      for (const job of batch) {
        const kept = this.#runJob(job)
        // A plain statement costs no turn of the microtask queue.
        if (typeof kept === 'boolean' ? kept : await kept) done.push(job)
      }
      this.#handle.exec('commit')
    } catch (error) {
      this.#rollBack()
      for (const job of batch) job.reject(error)
      return
    }
    for (const job of done) job.resolve()
  }

  /** Never throws: an error here would leave all writes that wait, and all later ones, without an answer. */
  #rollBack() {
    try {
      if (this.#handle.inTransaction) this.#handle.exec('rollback')
    } catch {
      // The file is closed or broken; the next batch fails at its own begin.
    }
  }

  /** Whether the job's effect is part of the batch. Throws when the batch itself is lost. */
  #runJob(job: Job): boolean | Promise<boolean> {
    try {
      const pending = job.run()
      return pending instanceof Promise ? pending.then(() => true) : true
    } catch (error) {
      if (!this.#handle.inTransaction) throw error
      job.reject(error)
      return false
    }
  }
}
