import type { Transaction } from 'kysely'
import { isRepeatable } from '../../db/errors.ts'
import type { Db, Tables } from '../../db/tables.ts'

/** Times that a transaction is run, the first one included. */
const ATTEMPTS = 4

/**
 * Runs a transaction, and runs it again when Postgres has given it up for the sake of another one (deadlock, lock
 * time-out, serialization). `run` must change nothing but the database. Its work before, such as a paid picture, is kept.
 */
export async function transaction<T>(db: Db, run: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(run)
    } catch (error) {
      if (attempt === ATTEMPTS || !isRepeatable(error)) throw error
    }
  }
}
