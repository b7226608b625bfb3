import { PostgresAdapter } from 'kysely'
import type { Db } from './tables.ts'

/** Whether rows can be locked one by one. On SQLite, a transaction is the only one that writes until it ends. */
export const locksRows = (db: Db) => db.getExecutor().adapter instanceof PostgresAdapter
