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
  /** Location to show: the file, or host and database. Never a user name or a password. */
  where: string
  /** Throws when the database cannot be read. */
  ping(): Promise<void>
  /** Throws when the database cannot be reached or has unusable settings. Resolves to warnings. */
  verify(): Promise<string[]>
  /** Brings the database to the newest schema. Resolves to the names of the migrations that were applied. */
  migrate(): Promise<string[]>
  close(): Promise<void>
}

/**
 * Opens a database by its URL's scheme: `sqlite:./data/lorekeep.db`, `sqlite:///absolute`, `file:...`, `postgres://`
 * or `postgresql://`. Connects with the first query, which is the first to fail when the database is unavailable.
 */
export function connect(url: string, options: PostgresOptions = {}): Connection {
  return engineOf(url) === 'postgres' ? openPostgres(url, options) : openSqlite(url, options)
}

export function engineOf(url: string): Engine {
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres'
  if (/^(sqlite|file):/.test(url)) return 'sqlite'
  throw new Error('a database URL begins with sqlite:, file:, postgres:// or postgresql://')
}

function openPostgres(url: string, options: PostgresOptions): Connection {
  const { host, pathname } = new URL(url)
  const dialect = postgres(url, options)
  const db = new Kysely<Tables>({ dialect })
  return {
    db,
    engine: 'postgres',
    where: host + pathname,
    ping: async () => {
      await db.selectNoFrom(sql<number>`1`.as('read')).execute()
    },
    verify: () => dialect.verify(),
    migrate: async () => {
      const dialect = postgres(url, { ...options, poolMax: 2, withoutTimeouts: true })
      const withoutTimeouts = new Kysely<Tables>({ dialect })
      return migrate(withoutTimeouts, 'postgres').finally(() => withoutTimeouts.destroy())
    },
    close: async () => {
      await db.destroy()
      await dialect.end()
    },
  }
}

function openSqlite(url: string, { onError }: PostgresOptions): Connection {
  const where = sqlitePath(url)
  mkdirSync(dirname(where), { recursive: true })
  const dialect = sqlite(where, { onError })
  const db = new Kysely<Tables>({ dialect })
  const ping = async () => {
    // `select 1` succeeds without reading the file.
    await db.selectNoFrom(sql<number>`(select count(*) from sqlite_schema)`.as('read')).execute()
    dialect.requireFile()
  }
  return {
    db,
    engine: 'sqlite',
    where,
    ping,
    verify: async () => {
      await ping()
      return []
    },
    migrate: () => migrate(db, 'sqlite'),
    close: () => db.destroy(),
  }
}

/** The absolute path that a SQLite URL names. */
export function sqlitePath(url: string): string {
  const rest = url.replace(/^(sqlite|file):/, '')
  if (rest.startsWith('//')) return fileURLToPath(`file:${rest}`)
  return resolve(decodeURIComponent(rest))
}
