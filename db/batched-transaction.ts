import type { CompiledQuery, QueryResult } from 'kysely'
import type { Handle } from './sqlite-handle.ts'

/** Transaction of one caller inside a batch. No other one runs beside it; its commit resolves after the batch's. */
export class BatchedTransaction {
  readonly #handle: Handle
  readonly #timeoutMs: number
  readonly #ended = Promise.withResolvers<'commit' | 'rollback'>()
  readonly #durable = Promise.withResolvers<void>()
  #error: unknown

  constructor(handle: Handle, timeoutMs: number) {
    this.#handle = handle
    this.#timeoutMs = timeoutMs
    // After a rollback nothing waits for the batch, and its failure must not count as unhandled.
    this.#durable.promise.catch(() => {})
  }

  run<R>(query: CompiledQuery): QueryResult<R> {
    if (this.#error) throw this.#error
    try {
      return this.#handle.run(query)
    } catch (error) {
      // A full disk ends the whole transaction; a further statement would then commit on its own.
      if (!this.#handle.inTransaction) this.#error = error
      throw error
    }
  }

  /** Resolves when it is on disk. */
  commit(): Promise<void> {
    if (this.#error) return Promise.reject(this.#error)
    this.#ended.resolve('commit')
    return this.#durable.promise
  }

  rollback() {
    this.#ended.resolve('rollback')
  }

  /** Called by the batch: waits for the end and closes the savepoint. Throws when SQLite has rolled back the whole batch. */
  async settle() {
    const timer = setTimeout(() => {
      this.#error = new Error(`transaction rolled back: still open after ${this.#timeoutMs} ms`)
      this.#ended.resolve('rollback')
    }, this.#timeoutMs)
    const end = await this.#ended.promise
    clearTimeout(timer)
    if (!this.#handle.inTransaction) throw this.#error
    if (end === 'rollback') this.#handle.exec('rollback to turn')
    this.#handle.exec('release turn')
  }

  readonly resolve = () => this.#durable.resolve()
  readonly reject = (error: unknown) => this.#durable.reject(error)
}
