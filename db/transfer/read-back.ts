import { sql } from 'kysely'
import { fetched, setUp } from '../snapshot/postgres-snapshot.ts'
import type { Db } from '../tables.ts'
import type { PlannedTable } from './plan.ts'
import { RowSum } from './row-sum.ts'

/** Reads one moment, in a transaction of the caller or in one of its own. */
export function reading<T>(db: Db, read: (trx: Db) => Promise<T>): Promise<T> {
  const inside = (trx: Db) => setUp(trx).then(() => read(trx))
  if (db.isTransaction) return inside(db)
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(inside)
}

/** Sum of what a table holds, without the rows of these keys. In a transaction. */
export async function sumOf(trx: Db, table: PlannedTable, kept: Set<string>, onRows: (rows: number) => void) {
  const sum = new RowSum()
  const columns = table.columns.map(({ name }) => name)
  for await (const batch of fetched(trx, columns, sql`from ${sql.table(table.name)}`)) {
    for (const texts of batch) {
      const row = table.fromPostgres(texts)
      if (kept.size === 0 || !kept.has(JSON.stringify(table.keyOf(row)))) sum.add(row)
    }
    onRows(batch.length)
  }
  return sum
}
