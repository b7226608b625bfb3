import type { CompiledQuery, QueryResult } from 'kysely'
import type { Handle } from './sqlite-handle.ts'

type Read = { query: CompiledQuery; resolve(result: QueryResult<never>): void; reject(error: unknown): void }

/**
 * The reads of one turn of the event loop run together at its end, in one snapshot, and are answered together: taking
 * and leaving SQLite's locks costs twice the read, and an answer sent alone wakes its reader alone. The snapshot begins
 * after everything that the turn took in, so a read sees every write that was answered before the read was asked for,
 * by this process or by another.
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

  /** A statement that fails, fails alone. */
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

  /** One statement is a snapshot of its own. Never throws: what is wrong with the file, each read says itself. */
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
      // A broken file ends the transaction by itself; a closed one has none.
    }
  }
}
