import { PostgresAdapter, sql, type Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * Makes other transactions that lock the same name wait until this one ends. On SQLite there is nothing to do: a
 * transaction is the only one that writes until it ends. To be called before the rows that the name stands for are
 * changed: rows locked one by one, in different orders, let two transactions wait for each other.
 */
export async function lockName(trx: Transaction<Tables>, name: string): Promise<void> {
  if (!(trx.getExecutor().adapter instanceof PostgresAdapter)) return
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx)
}
