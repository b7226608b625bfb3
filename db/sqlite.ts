import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
} from 'kysely'
import { SqliteDialect } from 'kysely-sqlite'
import type { Direct } from './compiled.ts'
import { GroupCommit, type Transaction } from './group-commit.ts'

/** Statements kept prepared a handle; the one prepared first goes first. */
const STATEMENTS_KEPT = 200

/** Milliseconds that a writer of another process may hold the file before we give up. */
const BUSY_TIMEOUT_MS = 5_000

/** Milliseconds a transaction may stay open. */
const TRANSACTION_TIMEOUT_MS = 10_000

export interface SqliteOptions {
  transactionTimeoutMs?: number
}

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

/** What Kysely holds while it runs one statement, or one transaction. */
class Connection implements DatabaseConnection {
  readonly #driver: TwoHandles
  transaction: Transaction | undefined

  constructor(driver: TwoHandles) {
    this.#driver = driver
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.transaction) return this.transaction.run(query)
    return this.#driver.run(query)
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const statement = this.#driver.reader.database.prepare(query.sql)
    for (const row of statement.iterate(...(query.parameters as SQLInputValue[]))) yield { rows: [row as R] }
  }
}

/**
 * Two handles on one file: reads never wait behind an open transaction, and what is written is visible to the next
 * read as soon as it is answered.
 */
class TwoHandles implements Driver {
  readonly #path: string
  readonly #options: SqliteOptions
  reader!: Handle
  writer!: Handle
  writes!: GroupCommit

  constructor(path: string, options: SqliteOptions) {
    this.#path = path
    this.#options = options
  }

  async init() {
    // FULL: a commit is on disk before it is answered. WAL: a reader never stops the writer.
    this.writer = new Handle(this.#path, [
      'journal_mode = wal',
      'synchronous = full',
      'cache_size = -32000',
      'temp_store = memory',
    ])
    this.reader = new Handle(this.#path, ['query_only = on', 'cache_size = -32000', 'temp_store = memory'])
    this.writes = new GroupCommit(this.writer, this.#options.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS)
  }

  run<R>(query: CompiledQuery): QueryResult<R> | Promise<QueryResult<R>> {
    return SelectQueryNode.is(query.query) ? this.reader.run(query) : this.writes.run(query)
  }

  async acquireConnection() {
    return new Connection(this)
  }

  async beginTransaction(connection: Connection) {
    connection.transaction = await this.writes.begin()
  }

  async commitTransaction(connection: Connection) {
    await connection.transaction?.commit()
  }

  async rollbackTransaction(connection: Connection) {
    connection.transaction?.rollback()
  }

  async releaseConnection(connection: Connection) {
    connection.transaction = undefined
  }

  async destroy() {
    await this.writes.idle()
    this.reader.database.close()
    try {
      this.writer.database.exec('pragma optimize')
    } finally {
      this.writer.database.close()
    }
  }
}

/**
 * Kysely's runtime queues every query behind one mutex for an adapter that says it has a single connection; group
 * commit would then never see two writes at once. The driver guards its own handles.
 */
class Adapter extends SqliteAdapter implements Direct {
  readonly #driver: TwoHandles

  constructor(driver: TwoHandles) {
    super()
    this.#driver = driver
  }

  /** What a connection would do, without its bookkeeping, which takes longer than the read itself. */
  direct<R>(query: CompiledQuery<R>) {
    return this.#driver.writes && this.#driver.run<R>(query)
  }

  override get supportsMultipleConnections() {
    return true
  }
  override get supportsTransactionalDdl() {
    return true
  }
}

class Dialect extends SqliteDialect {
  readonly #driver: TwoHandles

  constructor(path: string, options: SqliteOptions) {
    super({ database: async () => new DatabaseSync(path) })
    this.#driver = new TwoHandles(path, options)
  }
  override createDriver() {
    return this.#driver
  }
  override createAdapter() {
    return new Adapter(this.#driver)
  }
}

/** A dialect on one SQLite file, made if it is not there; the folder must be. */
export const sqlite = (path: string, options: SqliteOptions = {}) => new Dialect(path, options)
