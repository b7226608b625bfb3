/** SQLite's primary result codes for a file that cannot be read or written at the moment. */
const sqliteUnavailable = new Set([
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
 * SQLSTATEs of Postgres: connection exceptions (08), refused logins and missing databases (28, 3D), resources (53),
 * operator intervention (57), system errors (58), lock time-outs, serialization failures and deadlocks.
 */
const postgresUnavailable = /^(08|28|3D|53|57|58)...$|^(55P03|25P03|25006|40001|40P01)$/

const networkUnavailable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'EHOSTUNREACH',
])

/** Messages of node-postgres errors without a code: a connection broke, or none was free in time. */
const poolUnavailable =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|client was closed|connection (ended|error)|cannot use a pool after/i

/**
 * Whether an error of node:sqlite or node-postgres means that the database is unavailable (503, worth a retry) rather
 * than that the statement is wrong (500).
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, errcode, message } = error as Error & { code?: string; errcode?: number }
  if (code === 'ERR_SQLITE_ERROR' && errcode !== undefined) return sqliteUnavailable.has(errcode & 0xff)
  if (code === 'ERR_INVALID_STATE') return /not open|finalized/.test(message)
  if (code !== undefined && (networkUnavailable.has(code) || postgresUnavailable.test(code))) return true
  return poolUnavailable.test(message)
}

/** Whether a statement would have made a second row with values that may be there once. */
export function isUniqueViolation(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: number }
  // 2067 and 1555: SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY.
  return code === '23505' || (code === 'ERR_SQLITE_ERROR' && (errcode === 2067 || errcode === 1555))
}

/** SQLSTATEs of a transaction that was rolled back for the sake of another one: run again, it may succeed. */
const repeatable = /^(40001|40P01|55P03)$/

export const isRepeatable = (error: unknown): boolean =>
  repeatable.test(String((error as { code?: unknown } | null)?.code ?? ''))

/** SQLSTATEs after which the connection is closed, or it is unknown whether the statement had an effect. */
const postgresEnds = /^(08...|57P..|58...|XX...|25P03|25P04)$/

/** Whether Postgres rejected the statement: it had no effect, and the connection is still usable. */
export function isRefusedByPostgres(error: unknown): boolean {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown }
  // Only errors sent by the server have a severity. Its text may be translated, so the code decides.
  return severity !== undefined && typeof code === 'string' && !postgresEnds.test(code)
}

/** SQLite's extended result code of a foreign key that refers to nothing. */
const SQLITE_FOREIGN_KEY = 787

/** Whether a row refers to one that is not there, or no longer. */
export const isMissingReference = (error: unknown): boolean => {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  return code === '23503' || errcode === SQLITE_FOREIGN_KEY
}
