import { sql } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import type { CreditTransactionType } from '../../../db/tables/credits.ts'

/*
 * Movements as one statement each, for Postgres: the usual ones, of every call. A message to the server costs more than
 * what it does, and an account is locked until its transaction has ended, which then is at once. SQLite has no statement
 * that writes two tables.
 */

interface NewHold {
  id: string
  user_id: string
  credits: number
  reference: string
  expires_at: string
  created_at: string
}

/** `reserveCredits` and `insertHold`. No row comes back when too little is available. */
export const reserve = compiled((db, hold: NewHold) =>
  db
    .with('account', (part) =>
      part
        .updateTable('user_credits')
        .set((set) => ({ reserved: set('reserved', '+', hold.credits) }))
        .where('user_id', '=', hold.user_id)
        .where((where) => where(where('balance', '-', where.ref('reserved')), '>=', hold.credits))
        .returning('user_credits.id as account_id'),
    )
    .insertInto('credit_holds')
    .columns(['account_id', 'id', 'credits', 'reference', 'expires_at', 'created_at', 'state'])
    .expression((part) =>
      part
        .selectFrom('account')
        .select([
          'account_id',
          sql<string>`cast(${hold.id} as uuid)`.as('id'),
          sql<number>`cast(${hold.credits} as bigint)`.as('credits'),
          sql<string>`cast(${hold.reference} as text)`.as('reference'),
          sql<string>`cast(${hold.expires_at} as timestamptz)`.as('expires_at'),
          sql<string>`cast(${hold.created_at} as timestamptz)`.as('created_at'),
          sql<'open'>`'open'`.as('state'),
        ]),
    )
    .returning('account_id'),
)

interface Usage {
  /** Of the hold. */
  id: string
  credits: number
  reason: string | null
  now: string
}

/**
 * `moveHold`, `chargeCredits` and `insertTransaction`. No row comes back, and nothing is changed, when the hold is not open
 * or keeps less than was used.
 */
export const settle = compiled((db, usage: Usage) =>
  db
    .with('hold', (part) =>
      part
        .updateTable('credit_holds')
        .set({ state: 'captured', settled_at: usage.now })
        .where('id', '=', usage.id)
        .where('state', '=', 'open')
        .where('credits', '>=', usage.credits)
        .returning(['account_id', 'reference', 'credits as held']),
    )
    .with('account', (part) =>
      part
        .updateTable('user_credits')
        .from('hold')
        .set((set) => ({
          balance: set('balance', '-', usage.credits),
          reserved: set('reserved', '-', set.ref('held')),
          lifetime_used: set('lifetime_used', '+', usage.credits),
        }))
        .whereRef('user_credits.id', '=', 'hold.account_id')
        .returning(['hold.account_id', 'hold.reference', 'balance']),
    )
    .insertInto('credit_transactions')
    .columns(['account_id', 'reference', 'balance_after', 'type', 'credits', 'reason', 'created_at'])
    .expression((part) =>
      part
        .selectFrom('account')
        .select([
          'account_id',
          'reference',
          'balance',
          sql<CreditTransactionType>`'usage'`.as('type'),
          sql<number>`-cast(${usage.credits} as bigint)`.as('credits'),
          sql<string | null>`cast(${usage.reason} as text)`.as('reason'),
          sql<string>`cast(${usage.now} as timestamptz)`.as('created_at'),
        ]),
    )
    .returning('id'),
)
