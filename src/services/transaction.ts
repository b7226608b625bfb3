import type { Transaction } from 'kysely'
import { isRepeatable } from '../../db/errors.ts'
import type { Db, Tables } from '../../db/tables.ts'

/** Times that a transaction is run, the first one included. */
const ATTEMPTS = 4

/**
 * Runs a transaction, and runs it again when Postgres has given it up for the sake of another one (deadlock, lock
 * time-out, serialization). `run` must change nothing but the database. Its work before, such as a paid picture, is kept.
 */
export const transaction = <T>(db: Db, run: (trx: Transaction<Tables>) => Promise<T>): Promise<T> =>
  repeated(() => db.transaction().execute(run))

/** Like `transaction`, for one statement that is a transaction of its own. */
export async function repeated<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt === ATTEMPTS || !isRepeatable(error)) throw error
    }
  }
}

/** Runs in the transaction of the caller, who repeats it, or in one of its own. */
export const within = <T>(db: Db, run: (trx: Transaction<Tables>) => Promise<T>): Promise<T> =>
  db.isTransaction ? run(db as Transaction<Tables>) : transaction(db, run)
