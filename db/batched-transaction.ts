import type { CompiledQuery, QueryResult } from 'kysely'
import type { Handle } from './sqlite-handle.ts'

/** A transaction of one caller inside a batch. It runs alone, and its commit is answered after the batch's. */
export class BatchedTransaction {
  readonly #handle: Handle
  readonly #timeoutMs: number
  readonly #ended = Promise.withResolvers<'commit' | 'rollback'>()
  readonly #durable = Promise.withResolvers<void>()
  #problem: unknown

  constructor(handle: Handle, timeoutMs: number) {
    this.#handle = handle
    this.#timeoutMs = timeoutMs
    // After a rollback nothing waits for the batch, and its failure must not count as unhandled.
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
