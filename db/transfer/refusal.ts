import { isRefusedByPostgres } from '../errors.ts'

type PostgresError = { code: string; constraint?: string; column?: string }

/** Sentences for SQLSTATEs. Postgres's own messages may quote what a row holds. */
const sentences: Record<string, string> = {
  '22003': 'a number is beyond the range of its column',
  '22P02': 'a value does not fit the type of its column',
  '22P05': 'a text has a character that Postgres does not store',
  '23502': 'a value is missing',
  '23503': 'it refers to a row that is not there',
  '23505': 'another row has the same value, which only one may have',
  '23514': 'a value is not one that is allowed',
  '54000': 'a value is too long for an index',
  '54001': 'a value is nested too deeply',
}

/** Errors that are those of a row: its values (22), constraints (23), and limits of size and depth (54). */
const ofRow = /^(22|23|54)...$/

/** Why Postgres does not store a row, in a sentence; undefined when the error is not of the row. */
export function refusalOf(error: unknown): string | undefined {
  const { code, constraint, column } = error as PostgresError
  if (!isRefusedByPostgres(error) || !ofRow.test(code)) return undefined
  const where = column ?? constraint
  return `${sentences[code] ?? `Postgres refuses it with ${code}`}${where === undefined ? '' : ` (${where})`}`
}
