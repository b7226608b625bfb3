import type { CompiledQuery, QueryResult } from 'kysely'
import { BatchedTransaction } from './batched-transaction.ts'
import type { Handle } from './sqlite-handle.ts'

type Write = { run(): unknown | Promise<unknown>; resolve(): void; reject(error: unknown): void; since: number }

export interface Limits {
  /** Milliseconds after which an open transaction is rolled back: until it ends, every other write waits. */
  transactionTimeoutMs: number
  /** Milliseconds that a write waits while another process holds the file's write lock. */
  lockTimeoutMs: number
}

/** Milliseconds between two attempts to get the write lock: short at first, because most writers hold it for one commit. */
const pauseMs = (attempt: number) => Math.min(2 ** attempt, 20)

const BUSY = 5
const isBusy = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY

/**
 * One fsync for all writes of one turn of the event loop: they run in one transaction, and each resolves after its
 * commit. A failed statement, or a transaction that is rolled back, does not affect the others.
 */
export class GroupCommit {
  readonly #handle: Handle
  readonly #requireFile: () => void
  readonly #limits: Limits
  #waiting: Write[] = []
  #running: Promise<void> | undefined

  /** `requireFile` throws when the open file was deleted or replaced: a commit into it would be lost. */
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

  /** Resolves when this transaction may run. */
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

  /** Resolves when no write is pending. */
  async idle() {
    while (this.#running) await this.#running
  }

  #add(write: Omit<Write, 'since'>) {
    this.#waiting.push({ ...write, since: performance.now() })
    this.#running ??= new Promise((resolve) => setImmediate(() => resolve(this.#drain())))
  }

  async #drain() {
    while (this.#waiting.length > 0) {
      if (!(await this.#begin())) continue
      const batch = this.#waiting
      this.#waiting = []
      await this.#commit(batch)
      // Writes that arrived meanwhile, and those of the next turn, form one batch.
      if (this.#waiting.length > 0) await new Promise(setImmediate)
    }
    this.#running = undefined
  }

  /**
   * Whether the transaction is open. Waits here for the writer of another process, between attempts that fail at once:
   * SQLite's own busy wait would block the event loop, reads included.
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

  /** Rejects the writes that have waited for `waitedMs` or longer. */
  #rejectWaiting(error: unknown, waitedMs: number) {
    const since = performance.now() - waitedMs
    const late = this.#waiting.filter((write) => write.since <= since)
    this.#waiting = this.#waiting.filter((write) => write.since > since)
    for (const write of late) write.reject(error)
  }

  async #commit(batch: Write[]) {
    const done: Write[] = []
    try {
      for (const write of batch) {
        const applied = this.#runWrite(write)
        // A statement is not awaited: that would cost a microtask for each.
        if (typeof applied === 'boolean' ? applied : await applied) done.push(write)
      }
      this.#handle.exec('commit')
    } catch (error) {
      this.#rollBack()
      for (const write of batch) write.reject(error)
      return
    }
    for (const write of done) write.resolve()
  }

  /** Never throws: an error here would leave all pending and later writes unresolved for ever. */
  #rollBack() {
    try {
      if (this.#handle.inTransaction) this.#handle.exec('rollback')
    } catch {
      // The file is closed or broken; the next batch fails at its `begin`.
    }
  }

  /** Whether the write's effect is part of the batch. Throws when the batch itself is lost. */
  #runWrite(write: Write): boolean | Promise<boolean> {
    try {
      const pending = write.run()
      return pending instanceof Promise ? pending.then(() => true) : true
    } catch (error) {
      if (!this.#handle.inTransaction) throw error
      write.reject(error)
      return false
    }
  }
}
