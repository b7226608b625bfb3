import type { PostgresTable } from '../snapshot/postgres-catalog.ts'
import type { TextRow } from '../snapshot/rows-file.ts'

export type NamedRow = Record<string, string | null>

/**
 * Rows that the service writes by itself at its start, table by table. The source wins: `replace` gives a row the content
 * that the source has under its key, and keeps one that the source does not have; `remove` removes both, for a table
 * that has another unique key beside the first one. The next start writes again what is missing then.
 */
export type Seeds = Record<string, { isSeeded(row: NamedRow): boolean; otherwise: 'replace' | 'remove' }>

/** Whether a row of the destination came with the service, and was not changed since. */
export function isSeeded(seeds: Seeds, { name, columns }: PostgresTable, row: TextRow): boolean {
  const named = Object.fromEntries(columns.map((column, at) => [column.name, row[at] ?? null]))
  return seeds[name]?.isSeeded(named) === true
}
