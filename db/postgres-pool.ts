import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool, PoolClient, QueryResult } from 'pg'
import { isRefusedByPostgres } from './errors.ts'

/** Milliseconds that connections have to close properly before their sockets are destroyed. */
const CLOSE_TIMEOUT_MS = 1_000

/** Connection in use. When it broke, or did not answer in time, its release closes it instead of reusing it. */
export class Lease {
  readonly #pool: Connections
  readonly #client: PoolClient
  #broken: Error | undefined

  constructor(pool: Connections, client: PoolClient) {
    this.#pool = pool
    this.#client = client
  }

  get processID() {
    return (this.#client as PoolClient & { processID?: number }).processID
  }

  async query(query: string | { name?: string; text: string; values: unknown[] }, parameters?: readonly unknown[]) {
    // After a statement without an answer, a further one would only wait for the same time-out.
    if (this.#broken) throw this.#broken
    try {
      return (await this.#client.query(query as string, parameters as unknown[])) as QueryResult
    } catch (error) {
      if (!isRefusedByPostgres(error)) this.#broken = error as Error
      throw error
    }
  }

  release(discard = false) {
    this.#pool.takeBack(this.#client, this.#broken, discard)
  }
}

/**
 * node-postgres's pool without dead connections. A server that fails over without a reset leaves connections that never
 * answer: the pool would hand them out again, and every request would wait until its time-out.
 */
export class Connections implements PostgresPool {
  readonly #pool: Pool
  /** For each open connection, the number of silences noticed before it was made. */
  readonly #madeAfter = new Map<PoolClient, number>()
  #silences = 0

  constructor(pool: Pool) {
    this.#pool = pool
    pool.on('connect', (client) => this.#madeAfter.set(client, this.#silences))
    pool.on('remove', (client) => this.#madeAfter.delete(client))
  }

  get options() {
    return this.#pool.options
  }

  async lease(): Promise<Lease> {
    for (;;) {
      const client = await this.#pool.connect()
      if (!this.#isSuspect(client)) return new Lease(this, client)
      close(client)
    }
  }

  /** Kysely's interface of a pool. */
  async connect() {
    return (await this.lease()) as unknown as PostgresPoolClient
  }

  /** The server cancels a statement long before the client's time-out, so a time-out means that the connection is dead. */
  takeBack(client: PoolClient, broken: Error | undefined, discard: boolean) {
    if (broken && isSilence(broken) && !this.#isSuspect(client)) this.#silences++
    if (broken || this.#isSuspect(client)) close(client)
    else client.release(discard)
  }

  async end() {
    if (this.#pool.ending) return
    const timer = setTimeout(() => {
      for (const client of this.#madeAfter.keys()) destroySocket(client)
    }, CLOSE_TIMEOUT_MS)
    await this.#pool.end()
    clearTimeout(timer)
  }

  /** Whether the connection was made before the last silence: it goes to the same server, and is probably dead too. */
  #isSuspect(client: PoolClient) {
    return this.#madeAfter.get(client) !== this.#silences
  }
}

const isSilence = (error: Error) => error.message === 'Query read timeout'

/** Destroys the socket first: a goodbye message to a dead server would keep it open until the system's time-out. */
function close(client: PoolClient) {
  destroySocket(client)
  client.release(true)
}

const destroySocket = (client: PoolClient) =>
  (client as PoolClient & { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
