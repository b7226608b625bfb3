import type { CompiledQuery, QueryResult } from 'kysely'
import type { Handle } from './sqlite-handle.ts'

type Job = { run(): unknown | Promise<unknown>; resolve(): void; reject(error: unknown): void }

/** A transaction of one caller inside a batch. It runs alone, and its commit is answered after the batch's. */
export class Transaction {
  readonly #handle: Handle
  readonly #timeoutMs: number
  readonly #ended = Promise.withResolvers<'commit' | 'rollback'>()
  readonly #durable = Promise.withResolvers<void>()
  #problem: unknown

  constructor(handle: Handle, timeoutMs: number) {
    this.#handle = handle
    this.#timeoutMs = timeoutMs
    // Whoever rolled back no longer waits for the batch; its failure is then nobody's news.
    this.#durable.promise.catch(() => {})
  }

  run<R>(query: CompiledQuery): QueryResult<R> {
    if (this.#problem) throw this.#problem
    try {
      return this.#handle.run(query)
    } catch (error) {
      // A full disk ends the whole transaction; a further statement would then commit on its own.
      if (!this.#handle.inTransaction) this.#problem = error
      throw error
    }
  }

  /** Resolves when it is on disk. */
  commit(): Promise<void> {
    if (this.#problem) return Promise.reject(this.#problem)
    this.#ended.resolve('commit')
    return this.#durable.promise
  }

  rollback() {
    this.#ended.resolve('rollback')
  }

  /** The batch's side: waits for the end, closes the savepoint, throws when SQLite has dropped the whole batch. */
  async settle() {
    const timer = setTimeout(() => {
      this.#problem = new Error(`transaction rolled back: still open after ${this.#timeoutMs} ms`)
      this.#ended.resolve('rollback')
    }, this.#timeoutMs)
    const end = await this.#ended.promise
    clearTimeout(timer)
    if (!this.#handle.inTransaction) throw this.#problem
    if (end === 'rollback') this.#handle.exec('rollback to turn')
    this.#handle.exec('release turn')
  }

  readonly resolve = () => this.#durable.resolve()
  readonly reject = (error: unknown) => this.#durable.reject(error)
}

/**
 * One fsync for all writes of one turn of the event loop: they run in one transaction, and each is answered after its
 * commit. A statement that fails, or a transaction that is rolled back, fails alone.
 */
export class GroupCommit {
  readonly #handle: Handle
  readonly #transactionTimeoutMs: number
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  /** A transaction that stays open longer than so many milliseconds is rolled back: until it ends, every writer waits. */
  constructor(handle: Handle, transactionTimeoutMs: number) {
    this.#handle = handle
    this.#transactionTimeoutMs = transactionTimeoutMs
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
  begin(): Promise<Transaction> {
    return new Promise((resolve, reject) => {
      const transaction = new Transaction(this.#handle, this.#transactionTimeoutMs)
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

  #add(job: Job) {
    this.#waiting.push(job)
    this.#running ??= new Promise((resolve) => setImmediate(() => resolve(this.#drain())))
  }

  async #drain() {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      await this.#commit(batch)
      // What arrived meanwhile joins the next batch together.
      if (this.#waiting.length > 0) await new Promise(setImmediate)
    }
    this.#running = undefined
  }

  async #commit(batch: Job[]) {
    const done: Job[] = []
    try {
      // IMMEDIATE: the wait for another process's writer happens here, not in the middle of the batch.
      this.#handle.exec('begin immediate')
      for (const job of batch) {
        const kept = this.#take(job)
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

  /** Never throws: an error here would leave everyone who waits, and comes later, without an answer. */
  #rollBack() {
    try {
      if (this.#handle.inTransaction) this.#handle.exec('rollback')
    } catch {
      // The file is closed or broken; the next batch is told so by its own begin.
    }
  }

  /** Whether the job's effect is part of the batch. Throws when the batch itself is lost. */
  #take(job: Job): boolean | Promise<boolean> {
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
