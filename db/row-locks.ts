import { PostgresAdapter, sql, type Transaction } from 'kysely'
import type { Db, Tables } from './tables.ts'

/** Whether the database is a server: there each statement is a message, and rows are locked one by one. */
export const isPostgres = (db: Db): boolean => db.getExecutor().adapter instanceof PostgresAdapter

/**
 * Makes other transactions that lock the same name wait until this one ends. On SQLite there is nothing to do: a
 * transaction is the only one that writes until it ends. To be called before the rows that the name stands for are
 * changed: rows locked one by one, in different orders, let two transactions wait for each other.
 */
export async function lockName(trx: Transaction<Tables>, name: string): Promise<void> {
  if (!isPostgres(trx)) return
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx)
}

/**
 * Makes other transactions that lock the same user, or delete it, wait until this one ends; those that only refer to it go
 * on. No row comes back when there is no such user, or no longer.
 */
export const lockUserRow = (trx: Transaction<Tables>, userId: string): Promise<{ id: string } | undefined> =>
  trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .$if(isPostgres(trx), (query) => query.forNoKeyUpdate())
    .executeTakeFirst()
