import type { CompiledQuery, QueryResult } from 'kysely'
import type { Handle } from './sqlite-handle.ts'

type Read = { query: CompiledQuery; resolve(result: QueryResult<never>): void; reject(error: unknown): void }

/**
 * Runs the reads of one turn of the event loop together at its end, in one snapshot: taking and releasing SQLite's locks
 * costs twice as much as the read itself. The snapshot begins after the reads were requested, so each of them sees every
 * write that was confirmed before, by this process or by another.
 */
export class Reads {
  readonly #handle: Handle
  #waiting: Read[] = []

  constructor(handle: Handle) {
    this.#handle = handle
  }

  run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ query, resolve, reject }) === 1) setImmediate(this.#runAll)
    })
  }

  close() {
    this.#runAll()
    this.#handle.database.close()
  }

  /** A failed statement does not affect the others. */
  readonly #runAll = () => {
    const reads = this.#waiting
    this.#waiting = []
    const results = this.#inSnapshot(reads.length, () => reads.map(({ query }) => this.#outcome(query)))
    results.forEach((result, index) => {
      const { resolve, reject } = reads[index] as Read
      if ('error' in result) reject(result.error)
      else resolve(result)
    })
  }

  #outcome(query: CompiledQuery): QueryResult<never> | { error: unknown } {
    try {
      return this.#handle.run(query)
    } catch (error) {
      return { error }
    }
  }

  /** A single statement is its own snapshot. Never throws: each read reports a broken file itself. */
  #inSnapshot<T>(reads: number, run: () => T): T {
    if (reads > 1) this.#try('begin')
    const result = run()
    if (this.#handle.inTransaction) this.#try('rollback')
    return result
  }

  #try(sql: string) {
    try {
      this.#handle.exec(sql)
    } catch {
      // A broken file has ended the transaction already; a closed one has none.
    }
  }
}
