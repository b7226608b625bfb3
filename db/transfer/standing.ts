import { sql } from 'kysely'
import { fetched } from '../snapshot/postgres-snapshot.ts'
import type { TextRow } from '../snapshot/rows-file.ts'
import type { Db } from '../tables.ts'
import type { ListedRow, PlannedTable } from './plan.ts'
import { isSeeded, type Seeds } from './seeds.ts'
import { Fault } from './values.ts'

/** What a table of the destination holds before the transfer, besides rows that are those of the source. */
export interface Standing {
  /** Number of rows that are those of the source. */
  same: number
  /** Keys, as JSON, of rows that came with the service and that the source does not have. */
  kept: Set<string>
  /** Keys of rows that came with the service: the source has others under them. */
  replaced: TextRow[]
  /** Keys of rows that came with the service, to be removed. */
  removed: TextRow[]
}

interface Options {
  seeds: Seeds
  onConflict(row: ListedRow): void
}

/** Compares each row of the destination with the source. In a transaction. */
export async function standingOf(trx: Db, table: PlannedTable, { seeds, onConflict }: Options): Promise<Standing> {
  const standing: Standing = { same: 0, kept: new Set(), replaced: [], removed: [] }
  const find = table.source.finder(table.key)
  const columns = ['ctid', ...table.columns.map(({ name }) => name)]
  for await (const batch of fetched(trx, columns, sql`from ${sql.table(table.name)}`)) {
    for (const [place, ...texts] of batch) {
      const row = table.fromPostgres(texts)
      const key = table.keyOf(row)
      const found = find(key)
      if (found && isSame(found.row, row)) standing.same++
      else if (isSeeded(seeds, table, row)) take(standing, seeds[table.name]?.otherwise, key, found !== undefined)
      else onConflict({ table: table.name, ...conflictOf(found && table.source.labelOf(found.place), place as string) })
    }
  }
  return standing
}

const isSame = (found: TextRow | Fault, row: TextRow) =>
  !(found instanceof Fault) && row.every((text, at) => text === found[at])

function take(standing: Standing, otherwise: string | undefined, key: TextRow, isInSource: boolean) {
  if (otherwise === 'remove') standing.removed.push(key)
  else if (isInSource) standing.replaced.push(key)
  else standing.kept.add(JSON.stringify(key))
}

const conflictOf = (label: string | undefined, place: string) =>
  label === undefined
    ? { row: `ctid ${place}`, reason: 'is in the destination, and not in the source' }
    : { row: label, reason: `the destination holds another row under the same key (ctid ${place})` }
