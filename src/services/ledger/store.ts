import type { Insertable, Selectable } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import type { CreditHoldsTable, CreditTransactionsTable, HoldState } from '../../../db/tables/credits.ts'
import type { Db } from '../../../db/tables.ts'

export type TransactionRow = Selectable<CreditTransactionsTable>
export type HoldRow = Pick<Selectable<CreditHoldsTable>, 'id' | 'account_id' | 'credits' | 'reference'>

/** What an account has, and what of it holds keep. */
export interface Free {
  balance: number
  reserved: number
}

const ofHold = ['id', 'account_id', 'credits', 'reference'] as const

export const findAccount = compiled((db, { user_id }: { user_id: string }) =>
  db
    .selectFrom('user_credits')
    .select(['id', 'balance', 'reserved', 'lifetime_purchased', 'lifetime_used'])
    .where('user_id', '=', user_id),
)

/** No row comes back when the user has an account. */
export const insertAccount = (db: Db, { id, user_id }: { id: string; user_id: string }) =>
  db
    .insertInto('user_credits')
    .values({ id, user_id, balance: 0, reserved: 0, lifetime_purchased: 0, lifetime_used: 0 })
    .onConflict((conflict) => conflict.column('user_id').doNothing())
    .returning('id')
    .executeTakeFirst()

export const findUser = (db: Db, user_id: string) =>
  db.selectFrom('users').select('created_at').where('id', '=', user_id).executeTakeFirst()

export const addCredits = (
  db: Db,
  { account_id, credits, purchased }: { account_id: string; credits: number; purchased: number },
) =>
  db
    .updateTable('user_credits')
    .set((set) => ({
      balance: set('balance', '+', credits),
      lifetime_purchased: set('lifetime_purchased', '+', purchased),
    }))
    .where('id', '=', account_id)
    .returning('balance')
    .executeTakeFirstOrThrow()

export const insertTransaction = compiled((db, row: Omit<Insertable<CreditTransactionsTable>, 'id'>) =>
  db
    .insertInto('credit_transactions')
    .values({
      account_id: row.account_id,
      type: row.type,
      credits: row.credits,
      balance_after: row.balance_after,
      reason: row.reason,
      reference: row.reference,
      created_at: row.created_at,
    })
    .returning('id'),
)

export const findTransaction = compiled((db, { type, reference }: Pick<TransactionRow, 'type' | 'reference'>) =>
  db.selectFrom('credit_transactions').selectAll().where('type', '=', type).where('reference', '=', reference),
)

/** No row comes back when too little is available. Callers at the same time wait for each other, and look again. */
export const reserveCredits = compiled((db, { user_id, credits }: { user_id: string; credits: number }) =>
  db
    .updateTable('user_credits')
    .set((set) => ({ reserved: set('reserved', '+', credits) }))
    .where('user_id', '=', user_id)
    .where((where) => where(where('balance', '-', where.ref('reserved')), '>=', credits))
    .returning('id'),
)

export const insertHold = compiled((db, row: Omit<Insertable<CreditHoldsTable>, 'state' | 'settled_at'>) =>
  db
    .insertInto('credit_holds')
    .values({
      id: row.id,
      account_id: row.account_id,
      credits: row.credits,
      reference: row.reference,
      expires_at: row.expires_at,
      created_at: row.created_at,
      state: 'open',
      settled_at: null,
    })
    .returning('id'),
)

/** Of all who decide at once what becomes of a hold, one gets the row. */
export const moveHold = compiled((db, hold: { id: string; from: HoldState; to: HoldState; settled_at: string }) =>
  db
    .updateTable('credit_holds')
    .set({ state: hold.to, settled_at: hold.settled_at })
    .where('id', '=', hold.id)
    .where('state', '=', hold.from)
    .returning(ofHold),
)

/** Changes nothing, and makes others that decide about the hold wait until the transaction ends. */
export const lockHold = (db: Db, { id, state }: { id: string; state: HoldState }) =>
  db
    .updateTable('credit_holds')
    .set((set) => ({ state: set.ref('state') }))
    .where('id', '=', id)
    .where('state', '=', state)
    .returning(ofHold)
    .executeTakeFirst()

export const findHold = (db: Db, id: string) =>
  db.selectFrom('credit_holds').select(['state', 'reference']).where('id', '=', id).executeTakeFirst()

type Charge = { account_id: string; held: number; credits: number }

/**
 * Ends what a hold keeps, and takes the credits. No row comes back, and nothing is changed, when they are more than the
 * hold and what is available.
 */
export const chargeCredits = compiled((db, { account_id, held, credits }: Charge) =>
  db
    .updateTable('user_credits')
    .set((set) => ({
      balance: set('balance', '-', credits),
      reserved: set('reserved', '-', held),
      lifetime_used: set('lifetime_used', '+', credits),
    }))
    .where('id', '=', account_id)
    .where((where) => where(where(where('balance', '-', where.ref('reserved')), '+', held), '>=', credits))
    .returning('balance'),
)

/** Ends what a hold keeps. The account then waits for the end of this transaction. */
export const freeCredits = compiled((db, { account_id, held }: { account_id: string; held: number }) =>
  db
    .updateTable('user_credits')
    .set((set) => ({ reserved: set('reserved', '-', held) }))
    .where('id', '=', account_id)
    .returning(['balance', 'reserved']),
)

export const giveBackCredits = (db: Db, { account_id, credits }: { account_id: string; credits: number }) =>
  db
    .updateTable('user_credits')
    .set((set) => ({ balance: set('balance', '+', credits), lifetime_used: set('lifetime_used', '-', credits) }))
    .where('id', '=', account_id)
    .returning('balance')
    .executeTakeFirstOrThrow()

export const listDueHolds = (db: Db, { now, limit }: { now: string; limit: number }) =>
  db
    .selectFrom('credit_holds')
    .select('id')
    .where('state', '=', 'open')
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
    .execute()

export const releaseHolds = (db: Db, { account_id, settled_at }: { account_id: string; settled_at: string }) =>
  db
    .updateTable('credit_holds')
    .set({ state: 'released', settled_at })
    .where('account_id', '=', account_id)
    .where('state', '=', 'open')
    .returning('credits')
    .execute()

export const forgetUser = (db: Db, { account_id, held }: { account_id: string; held: number }) =>
  db
    .updateTable('user_credits')
    .set((set) => ({ user_id: null, reserved: set('reserved', '-', held) }))
    .where('id', '=', account_id)
    .execute()

export const forgetReasons = (db: Db, account_id: string) =>
  db
    .updateTable('credit_transactions')
    .set({ reason: null })
    .where('account_id', '=', account_id)
    .where('reason', 'is not', null)
    .execute()
