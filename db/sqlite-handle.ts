import { performance } from 'node:perf_hooks'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'

/** Statements kept prepared a handle; the one prepared first goes first. */
const STATEMENTS_KEPT = 200

/** Milliseconds that a writer of another process may hold the file before we give up. */
const BUSY_TIMEOUT_MS = 5_000

/** One open file, with its prepared statements. */
export class Handle {
  readonly database: DatabaseSync
  /** By their SQL. */
  readonly prepared = new Map<string, { statement: StatementSync; returnsRows: boolean }>()

  constructor(path: string, pragmas: string[]) {
    this.database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
    for (const pragma of pragmas) this.database.exec(`pragma ${pragma}`)
  }

  /** Whether a transaction is open. A full disk or an I/O error ends one without being asked. */
  get inTransaction() {
    return this.database.isTransaction
  }

  run<R>(query: Pick<CompiledQuery, 'sql' | 'parameters'>): QueryResult<R> {
    const { statement, returnsRows } = this.#prepare(query.sql)
    const parameters = query.parameters as SQLInputValue[]
    if (returnsRows) return { rows: statement.all(...parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  exec(sql: string) {
    this.#prepare(sql).statement.run()
  }

  /** Lets SQLite note what it learned about the indexes. Never throws: a broken file must still close. */
  optimize() {
    try {
      this.database.exec('pragma optimize')
    } catch {
      // The next start says what is wrong with the file.
    }
  }

  #prepare(sql: string) {
    const known = this.prepared.get(sql)
    if (known) return known
    const statement = this.database.prepare(sql)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    if (this.prepared.size >= STATEMENTS_KEPT) this.prepared.delete(this.prepared.keys().next().value as string)
    this.prepared.set(sql, prepared)
    return prepared
  }
}

/**
 * The reads of one turn of the event loop share a snapshot: taking and leaving SQLite's locks costs twice the read.
 * A commit ends it, so that whoever was told of a write reads it. What another process commits shows in the next turn:
 * no request sent after that commit was answered can have come in before. A turn is one taking in of input; its
 * number tells, for a snapshot begun after that, in a timer or where commits are answered, outlives the next.
 */
export class Snapshots {
  readonly #handle: Handle
  #turn = -1

  constructor(handle: Handle) {
    this.#handle = handle
  }

  run<R>(query: CompiledQuery): QueryResult<R> {
    const turn = performance.nodeTiming.uvMetricsInfo.loopCount
    if (turn !== this.#turn) this.end()
    if (!this.#handle.inTransaction) {
      this.#turn = turn
      this.#handle.exec('begin')
      setImmediate(this.end)
    }
    return this.#handle.run(query)
  }

  /** Never throws, for nobody waits for it: what is wrong with the file, the next read says. */
  readonly end = () => {
    try {
      if (this.#handle.inTransaction) this.#handle.exec('rollback')
    } catch {
      // A broken file ends the transaction by itself; a closed one has none.
    }
  }

  close() {
    this.end()
    this.#handle.database.close()
  }
}
