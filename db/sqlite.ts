import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
} from 'kysely'
import { SqliteDialect } from 'kysely-sqlite'
import type { BatchedTransaction } from './batched-transaction.ts'
import { BACKSTOP_PAGES, Checkpoints } from './checkpoints.ts'
import type { Direct } from './compiled.ts'
import { GroupCommit, type Limits } from './group-commit.ts'
import { fileCheck } from './sqlite-file.ts'
import { Handle } from './sqlite-handle.ts'
import { Reads } from './sqlite-reads.ts'

export interface SqliteOptions extends Partial<Limits> {
  /** Called each time the file is found deleted or replaced. */
  onError?: (error: Error) => void
}

const usualLimits: Limits = { transactionTimeoutMs: 10_000, lockTimeoutMs: 5_000 }

/** Kysely's connection, for one statement or one transaction. */
class Connection implements DatabaseConnection {
  readonly #driver: SqliteDriver
  transaction: BatchedTransaction | undefined

  constructor(driver: SqliteDriver) {
    this.#driver = driver
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.transaction) return this.transaction.run(query)
    return this.#driver.run(query)
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield* this.#driver.stream<R>(query)
  }
}

/**
 * Two handles on one file: reads never wait behind an open transaction, and a confirmed write is visible to the next
 * read.
 */
class SqliteDriver implements Driver {
  readonly #path: string
  readonly #options: SqliteOptions
  reads!: Reads
  writer!: Handle
  writes!: GroupCommit
  requireFile!: () => void
  #checkpoints: Checkpoints | undefined

  constructor(path: string, options: SqliteOptions) {
    this.#path = path
    this.#options = options
  }

  async init() {
    // FULL: a commit is on disk before it is confirmed. WAL: a reader never blocks the writer.
    const pragmas = [
      'journal_mode = wal',
      'synchronous = full',
      `wal_autocheckpoint = ${BACKSTOP_PAGES}`,
      'cache_size = -16000',
      'temp_store = memory',
    ]
    this.writer = new Handle(this.#path, pragmas, 0)
    this.reads = new Reads(new Handle(this.#path, ['query_only = on', 'cache_size = -16000', 'temp_store = memory']))
    this.#checkpoints = new Checkpoints(this.#path)
    this.requireFile = fileCheck(this.#path, this.#options.onError)
    this.writes = new GroupCommit(this.writer, this.requireFile, { ...usualLimits, ...this.#options })
  }

  run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return SelectQueryNode.is(query.query) ? this.reads.run(query) : this.writes.run(query)
  }

  /** Uses its own handle: a statement that is still being read holds its snapshot, which would block the other reads. */
  async *stream<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const { database } = new Handle(this.#path, ['query_only = on'])
    try {
      const rows = database.prepare(query.sql).iterate(...(query.parameters as SQLInputValue[]))
      for (const row of rows) yield { rows: [row as R] }
    } finally {
      database.close()
    }
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
    // Queries of this turn reach the driver a few microtasks later.
    await new Promise(setImmediate)
    await this.writes.idle()
    await this.#checkpoints?.close()
    this.reads.close()
    this.writer.optimize()
    this.writer.database.close()
  }
}

/**
 * For an adapter with a single connection, Kysely runs all queries one after another, and group commit would never see
 * two writes at once. This driver orders the use of its handles itself.
 */
class Adapter extends SqliteAdapter implements Direct {
  readonly batches = false
  readonly #driver: SqliteDriver

  constructor(driver: SqliteDriver) {
    super()
    this.#driver = driver
  }

  /** Runs a query as a connection would, without Kysely's bookkeeping, which takes longer than the read itself. */
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
  readonly #driver: SqliteDriver

  constructor(path: string, options: SqliteOptions) {
    super({ database: async () => new DatabaseSync(path) })
    this.#driver = new SqliteDriver(path, options)
  }
  override createDriver() {
    return this.#driver
  }
  /** Throws when the open file is no longer the one at its path. Call it after a first query. */
  requireFile() {
    this.#driver.requireFile()
  }
  override createAdapter() {
    return new Adapter(this.#driver)
  }
}

/** Dialect on one SQLite file, created when missing. Its folder must exist. */
export const sqlite = (path: string, options: SqliteOptions = {}) => new Dialect(path, options)
