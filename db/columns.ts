import type { ColumnType } from 'kysely'

/**
 * The portable column vocabulary. Rows read the same on both engines, so that answers are equal byte for byte.
 */

/**
 * JSON, as text at the store's edge: written with `JSON.stringify` or alike, read with `JSON.parse`.
 * NOTE: `json` in Postgres, not `jsonb`: jsonb reorders members and rewrites numbers, json keeps the text as written.
 */
export type Json = string

/** ISO-8601 UTC with milliseconds and Z. `timestamptz(3)` in Postgres, text in SQLite. Never a Date: see sqlite.ts. */
export type Instant = string

/** Set once, by the insert. */
export type Once<T> = ColumnType<T, T, never>

export type Engine = 'sqlite' | 'postgres'

/** The column types of the vocabulary in each engine, for migrations. */
export const columns = {
  sqlite: { uuid: 'text', json: 'text', instant: 'text' },
  postgres: { uuid: 'uuid', json: 'json', instant: 'timestamptz(3)' },
} as const
