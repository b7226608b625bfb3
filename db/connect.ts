import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Kysely, sql } from 'kysely'
import type { Engine } from './columns.ts'
import { migrate } from './migrate.ts'
import { type PostgresOptions, postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'
import type { Db, Tables } from './tables.ts'

export interface Connection {
  db: Db
  engine: Engine
  /** For people: the file, or host and database. Never a user or a password. */
  where: string
  /** Throws when the database cannot be read. */
  ping(): Promise<void>
  /** Brings the database to the newest schema. Returns the changes made. */
  migrate(): Promise<string[]>
  close(): Promise<void>
}

/**
 * Opens a database by its URL's scheme: `sqlite:./data/lorekeep.db`, `sqlite:///absolute`, `file:...`, `postgres://`
 * or `postgresql://`. Nothing is read yet; a database that is away shows at the first query.
 */
export function connect(url: string, options: PostgresOptions = {}): Connection {
  const engine = engineOf(url)
  const { dialect, where, end } = engine === 'postgres' ? openPostgres(url, options) : openSqlite(url)
  const db = new Kysely<Tables>({ dialect })
  return {
    db,
    engine,
    where,
    ping: async () => {
      // SQLite answers a bare `select 1` without looking at the file.
      const read = engine === 'sqlite' ? sql<number>`(select count(*) from sqlite_schema)` : sql<number>`1`
      await db.selectNoFrom(read.as('read')).execute()
    },
    migrate: async () => {
      if (engine === 'sqlite') return migrate(db, engine)
      const dialect = postgres(url, { ...options, poolMax: 2, withoutTimeouts: true })
      const withoutTimeouts = new Kysely<Tables>({ dialect })
      return migrate(withoutTimeouts, engine).finally(() => withoutTimeouts.destroy())
    },
    close: async () => {
      await db.destroy()
      await end()
    },
  }
}

export function engineOf(url: string): Engine {
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres'
  if (/^(sqlite|file):/.test(url)) return 'sqlite'
  throw new Error('a database URL begins with sqlite:, file:, postgres:// or postgresql://')
}

function openPostgres(url: string, options: PostgresOptions) {
  const { host, pathname } = new URL(url)
  const dialect = postgres(url, options)
  return { dialect, where: host + pathname, end: () => dialect.end() }
}

function openSqlite(url: string) {
  const where = sqlitePath(url)
  mkdirSync(dirname(where), { recursive: true })
  return { dialect: sqlite(where), where, end: async () => {} }
}

/** The absolute path that a SQLite URL names. */
export function sqlitePath(url: string): string {
  const rest = url.replace(/^(sqlite|file):/, '')
  if (rest.startsWith('//')) return fileURLToPath(`file:${rest}`)
  return resolve(decodeURIComponent(rest))
}
