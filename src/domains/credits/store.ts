import { type Selectable, sql } from 'kysely'
import type { CreditTransactionsTable } from '../../../db/tables/credits.ts'
import type { Db } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'

export type TransactionRow = Omit<Selectable<CreditTransactionsTable>, 'account_id'>

const ofUser = (db: Db, user_id: string) =>
  db
    .selectFrom('credit_transactions')
    .where('account_id', '=', (eb) =>
      eb.selectFrom('user_credits').select('user_credits.id').where('user_credits.user_id', '=', user_id),
    )

/** The transactions of a user, newest first. The cursor as bigint: it may hold any number. */
export const listTransactions = (
  db: Db,
  user_id: string,
  { limit, offset, after }: Window,
): Promise<TransactionRow[]> =>
  ofUser(db, user_id)
    .select(['id', 'type', 'credits', 'balance_after', 'reason', 'reference', 'created_at'])
    .$if(after !== undefined, (query) => query.where(sql<boolean>`id < cast(${after?.[0]} as bigint)`))
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

export const countTransactions = (db: Db, user_id: string) =>
  ofUser(db, user_id)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
