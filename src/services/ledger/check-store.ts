import { sql } from 'kysely'
import type { Db } from '../../../db/tables.ts'

/** Accounts of a part: those after one id, up to another one. */
export interface Range {
  after: string
  until: string
}

export const countAccounts = (db: Db) =>
  db
    .selectFrom('user_credits')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** Ids of some accounts, in their order. */
export const listAccounts = (db: Db, { after, limit }: { after: string; limit: number }) =>
  db.selectFrom('user_credits').select('id').where('id', '>', after).orderBy('id').limit(limit).execute()

/** Sums as bigint: Postgres makes another type of them, which the driver reads as text. */
const sumOf = (credits: string) => sql<number>`cast(coalesce(sum(${sql.raw(credits)}), 0) as bigint)`

/**
 * Accounts that do not agree with the sums of their rows, with these. One statement, which sees all tables at one moment:
 * the service may write meanwhile.
 */
export const listUnequal = (db: Db, { after, until }: Range) =>
  db
    .with('sums', (part) =>
      part
        .selectFrom('user_credits as a')
        .leftJoin('credit_transactions as t', 't.account_id', 'a.id')
        .where('a.id', '>', after)
        .where('a.id', '<=', until)
        .groupBy('a.id')
        .select([
          'a.id as account_id',
          sumOf('t.credits').as('entries'),
          sumOf(`case when t.type = 'purchase' then t.credits end`).as('purchased'),
          sumOf(`case when t.type in ('usage', 'refund') then -t.credits end`).as('used'),
        ]),
    )
    .with('kept', (part) =>
      part
        .selectFrom('credit_holds')
        .where('account_id', '>', after)
        .where('account_id', '<=', until)
        .where('state', '=', 'open')
        .groupBy('account_id')
        .select(['account_id', sumOf('credits').as('open')]),
    )
    .selectFrom('user_credits')
    .innerJoin('sums', 'sums.account_id', 'user_credits.id')
    .leftJoin('kept', 'kept.account_id', 'user_credits.id')
    .select(['user_credits.id', 'balance', 'reserved', 'lifetime_purchased', 'lifetime_used'])
    .select(['entries', 'purchased', 'used', sql<number>`coalesce(kept.open, 0)`.as('open')])
    .where(
      sql<boolean>`balance <> entries or lifetime_purchased <> purchased or lifetime_used <> used
        or reserved <> coalesce(kept.open, 0) or balance < 0 or balance < coalesce(kept.open, 0)`,
    )
    .orderBy('user_credits.id')
    .execute()

/** Rows whose balance does not follow from that of the row before. */
export const listBroken = (db: Db, { after, until }: Range) =>
  db
    .selectFrom((part) =>
      part
        .selectFrom('credit_transactions')
        .where('account_id', '>', after)
        .where('account_id', '<=', until)
        .select(['id', 'account_id', 'credits', 'balance_after'])
        .select(
          sql<number>`coalesce(lag(balance_after) over (partition by account_id order by id), 0)`.as('balance_before'),
        )
        .as('rows'),
    )
    .selectAll()
    .where(sql<boolean>`balance_before + credits <> balance_after`)
    .orderBy('id')
    .execute()

/** Holds that were captured and not charged once, or charged and not captured. */
export const listMischarged = (db: Db, { after, until }: Range) =>
  db
    .selectFrom('credit_holds as h')
    .leftJoin('credit_transactions as t', (join) =>
      join
        .onRef('t.reference', '=', 'h.reference')
        .onRef('t.account_id', '=', 'h.account_id')
        .on('t.type', '=', 'usage'),
    )
    .where('h.account_id', '>', after)
    .where('h.account_id', '<=', until)
    .groupBy(['h.id', 'h.account_id', 'h.state'])
    .having(sql<boolean>`count(t.id) <> case when h.state = 'captured' then 1 else 0 end`)
    .select(['h.id', 'h.account_id', 'h.state', (eb) => eb.fn.count<number>('t.id').as('usages')])
    .orderBy('h.id')
    .execute()

/** Usages without a hold that was captured, and refunds of more than a usage. */
export const listUnfounded = (db: Db, { after, until }: Range) =>
  db
    .selectFrom('credit_transactions as t')
    .leftJoin('credit_holds as h', (join) =>
      join.onRef('h.reference', '=', 't.reference').onRef('h.account_id', '=', 't.account_id'),
    )
    .leftJoin('credit_transactions as u', (join) =>
      join
        .onRef('u.reference', '=', 't.reference')
        .onRef('u.account_id', '=', 't.account_id')
        .on('u.type', '=', 'usage'),
    )
    .where('t.account_id', '>', after)
    .where('t.account_id', '<=', until)
    .where(
      sql<boolean>`(t.type = 'usage' and h.id is null)
        or (t.type = 'refund' and (u.id is null or t.credits > -u.credits))`,
    )
    .select(['t.id', 't.account_id', 't.type'])
    .orderBy('t.id')
    .execute()

export const lastTransaction = (db: Db) =>
  db
    .selectFrom('credit_transactions')
    .select((eb) => eb.fn.coalesce(eb.fn.max('id'), eb.lit(0)).as('id'))
    .executeTakeFirstOrThrow()

/** Rows between two numbers that belong to no account. */
export const listOrphans = (db: Db, { after, until }: { after: number; until: number }) =>
  db
    .selectFrom('credit_transactions as t')
    .leftJoin('user_credits as a', 'a.id', 't.account_id')
    .where('t.id', '>', after)
    .where('t.id', '<=', until)
    .where('a.id', 'is', null)
    .select(['t.id', 't.account_id'])
    .orderBy('t.id')
    .execute()
