/** SQLite's primary result codes that say the file cannot be read or written now. */
const sqliteAway = new Set([
  5, // busy
  6, // locked
  8, // read only
  10, // i/o error
  11, // corrupt
  13, // full
  14, // cannot open
  26, // not a database
])

/**
 * Postgres: connection exceptions (08), a login or a database that is no more (28, 3D), resources (53), operator
 * intervention (57), system (58), lock time-out; and what it gave up for others' sake (serialization, deadlock).
 */
const postgresAway = /^(08|28|3D|53|57|58)...$|^(55P03|25P03|25006|40001|40P01)$/

const networkAway = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'EHOSTUNREACH',
])

/** What node-postgres says without a code, when a connection breaks, or none comes free in time. */
const poolAway =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|client was closed|connection (ended|error)|cannot use a pool after/i

/**
 * Whether an error of the database means that it is away rather than that the statement is wrong: the caller may try
 * again. Knows node:sqlite's and node-postgres's errors.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, errcode, message } = error as Error & { code?: string; errcode?: number }
  if (code === 'ERR_SQLITE_ERROR' && errcode !== undefined) return sqliteAway.has(errcode & 0xff)
  if (code === 'ERR_INVALID_STATE') return /not open|finalized/.test(message)
  if (code !== undefined && (networkAway.has(code) || postgresAway.test(code))) return true
  return poolAway.test(message)
}

/** SQLSTATEs that end the connection, or leave open whether the statement had an effect. */
const postgresEnds = /^(08...|57P..|58...|XX...|25P03|25P04)$/

/** Whether Postgres refused the statement: it had no effect, and the connection is as good as it was. */
export function isRefusedByPostgres(error: unknown): boolean {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown }
  // Only an error that the server sent has a severity; its text is translated, so the code decides.
  return severity !== undefined && typeof code === 'string' && !postgresEnds.test(code)
}
