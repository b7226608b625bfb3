import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'

/** Prepared statements kept per handle; the oldest is dropped first. */
const STATEMENTS_KEPT = 200

/** Milliseconds to wait at opening while another process holds the file. */
const OPEN_TIMEOUT_MS = 5_000

/** Milliseconds that a statement may wait for another process. The event loop is blocked meanwhile. */
const BUSY_TIMEOUT_MS = 20

/** Open database file with its prepared statements. */
export class Handle {
  readonly database: DatabaseSync
  /** By their SQL. */
  readonly prepared = new Map<string, { statement: StatementSync; returnsRows: boolean }>()

  constructor(path: string, pragmas: string[], busyTimeoutMs = BUSY_TIMEOUT_MS) {
    this.database = new DatabaseSync(path, { timeout: OPEN_TIMEOUT_MS, enableForeignKeyConstraints: true })
    for (const pragma of [...pragmas, `busy_timeout = ${busyTimeoutMs}`]) this.database.exec(`pragma ${pragma}`)
  }

  /** Whether a transaction is open. SQLite rolls one back by itself on a full disk or an I/O error. */
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

  /** Stores SQLite's index statistics. Never throws: a broken file must still be closed. */
  optimize() {
    try {
      this.database.exec('pragma optimize')
    } catch {
      // The next start reports what is wrong with the file.
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
