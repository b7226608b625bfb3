import { isIP } from 'node:net'
import { PostgresAdapter, PostgresDialect, type QueryResult } from 'kysely'
import { Pool, TypeOverrides } from 'pg'
import type { Instant } from './columns.ts'
import type { Direct, NamedQuery } from './compiled.ts'
import { Connections } from './postgres-pool.ts'
import { isPoolersRefusal, startupOptions, verifySettings } from './postgres-settings.ts'

export interface PostgresOptions {
  /** PEM certificate of the authority that signed the server's certificate. */
  ca?: string
  /** Encrypt without checking the server's certificate. Never the default. */
  insecure?: boolean
  /** Connections of this process. */
  poolMax?: number
  /** No limit on a statement or a lock: migrations take long, or wait for another instance that applies them. */
  withoutTimeouts?: boolean
  /** Called when a connection breaks. The pool opens another one by itself. */
  onError?: (error: Error) => void
  /** A pooler gives each transaction another connection: no settings or prepared statements may be kept on one. */
  behindPooler?: boolean
  /** Replaces some of the default time limits. */
  limits?: Partial<typeof limits>
}

const int8 = 20
const timestamptz = 1184
const json = 114

function types() {
  const overrides = new TypeOverrides()
  overrides.setTypeParser(int8, Number)
  overrides.setTypeParser(timestamptz, instantOf)
  overrides.setTypeParser(json, (text) => text)
  return overrides
}

/** Postgres's text of an instant as ISO-8601. Slicing it costs a fraction of parsing a `Date`. */
export function instantOf(text: string): Instant {
  const isUsual = text.length >= 22 && text.length <= 26 && text[10] === ' ' && text.endsWith('+00')
  if (!isUsual) return new Date(text).toISOString()
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`
}

/** TLS parameters of a URL win over node-postgres's `ssl` option, so they are removed and interpreted here. */
const tlsParameters = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'ssl', 'uselibpqcompat']

/** The URL without its `options` and TLS parameters, and the TLS options they stand for: verified TLS when asked for or when a CA is given. */
export function connectionOf(url: string, { ca, insecure }: PostgresOptions) {
  const parsed = new URL(url)
  const mode = parsed.searchParams.get('sslmode') ?? libpqMode(parsed.searchParams.get('ssl'))
  for (const name of [...tlsParameters, 'options']) parsed.searchParams.delete(name)
  const given = ca !== undefined || insecure === true
  // `allow` and `prefer` demand nothing, so our own settings decide.
  const wanted = [null, 'allow', 'prefer'].includes(mode) ? given : mode !== 'disable'
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  // TLS has no server name for an address; the certificate is then checked for the address itself.
  const named = isIP(host) === 0 ? { servername: host } : {}
  const ssl = wanted && { ...(ca ? { ca } : {}), rejectUnauthorized: !insecure, ...named }
  return { connectionString: parsed.href, ssl }
}

/** The sslmode that node-postgres's older `ssl` parameter stands for. */
const libpqMode = (ssl: string | null) =>
  ssl === null ? null : ['false', '0', 'disable'].includes(ssl) ? 'disable' : 'require'

/** Adapter that keeps compiled queries prepared on the server: parsing and planning took longer than running them. */
class Adapter extends PostgresAdapter implements Direct {
  readonly batches = true
  readonly #connections: Connections
  readonly #keepsPrepared: boolean

  constructor(connections: Connections, keepsPrepared: boolean) {
    super()
    this.#connections = connections
    this.#keepsPrepared = keepsPrepared
  }

  async direct<R>({ name, sql, parameters }: NamedQuery<R>): Promise<QueryResult<R>> {
    const lease = await this.#connections.lease()
    const query = { text: sql, values: parameters as unknown[] }
    try {
      return await lease.query(this.#keepsPrepared ? { name, ...query } : query)
    } finally {
      lease.release()
    }
  }
}

class Dialect extends PostgresDialect {
  readonly #connections: Connections
  readonly #behindPooler: boolean

  constructor(connections: Connections, behindPooler: boolean) {
    super({ pool: connections })
    this.#connections = connections
    this.#behindPooler = behindPooler
  }

  override createAdapter() {
    return new Adapter(this.#connections, !this.#behindPooler)
  }

  /** Throws when the server has unusable settings. Resolves to warnings. */
  async verify(): Promise<string[]> {
    const lease = await this.#connections.lease().catch((error) => {
      if (!isPoolersRefusal(error)) throw error
      throw new Error(`a connection pooler refuses our settings: set DATABASE_POOLER=transaction (${error.message})`)
    })
    return verifySettings(lease, this.#behindPooler).finally(() => lease.release())
  }

  /** Closes the pool. Kysely closes it only after using it itself, and compiled queries bypass Kysely. */
  end() {
    return this.#connections.end()
  }
}

/** Milliseconds after which a request fails as "database unavailable" rather than waiting on. */
const limits = {
  connectionTimeoutMillis: 3_000,
  statement_timeout: 5_000,
  query_timeout: 7_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
}

/** Pool in which every wait has a time limit: for a connection, a lock, a statement, a server that does not answer. */
export function postgres(url: string, options: PostgresOptions = {}) {
  const { connectionTimeoutMillis, query_timeout, ...ofServer } = { ...limits, ...options.limits }
  const timeouts = options.behindPooler ? { query_timeout } : { query_timeout, ...ofServer }
  const pool = new Pool({
    ...connectionOf(url, options),
    max: options.poolMax ?? 10,
    types: types(),
    connectionTimeoutMillis,
    idleTimeoutMillis: 30_000,
    ...(options.withoutTimeouts ? {} : timeouts),
    ...(options.behindPooler ? {} : { options: startupOptions(url) }),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'lorekeep',
  })
  // Without a listener, a connection that breaks while idle ends the process.
  pool.on('error', (error) => options.onError?.(error))
  // The pool does not listen while a connection is in use. The running query is rejected as well.
  pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)))
  return new Dialect(new Connections(pool), options.behindPooler ?? false)
}
