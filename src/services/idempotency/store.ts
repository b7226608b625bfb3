import type { Insertable } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import type { IdempotencyKeysTable } from '../../../db/tables/idempotency.ts'
import type { Db } from '../../../db/tables.ts'

type NewClaim = Omit<Insertable<IdempotencyKeysTable>, 'answer' | 'subject'>
type Mine = Pick<NewClaim, 'claim' | 'scope' | 'key'>

/**
 * Takes the key for one attempt. No row comes back when it is taken, unless what is there began before `expired`, or is
 * unanswered since `abandoned`.
 */
export const claim = compiled((db, row: NewClaim & { expired: string; abandoned: string }) =>
  db
    .insertInto('idempotency_keys')
    .values({
      scope: row.scope,
      key: row.key,
      body_hash: row.body_hash,
      claim: row.claim,
      created_at: row.created_at,
      answer: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['scope', 'key'])
        .doUpdateSet((set) => ({
          body_hash: set.ref('excluded.body_hash'),
          claim: set.ref('excluded.claim'),
          created_at: set.ref('excluded.created_at'),
          answer: null,
        }))
        .where((where) =>
          where.or([
            where('idempotency_keys.created_at', '<', row.expired),
            where.and([
              where('idempotency_keys.answer', 'is', null),
              where('idempotency_keys.created_at', '<', row.abandoned),
            ]),
          ]),
        ),
    )
    .returning('claim'),
)

export const findKey = compiled((db, { scope, key }: { scope: string; key: string }) =>
  db.selectFrom('idempotency_keys').select(['body_hash', 'answer']).where('scope', '=', scope).where('key', '=', key),
)

/** Keeps the answer. No row comes back when the claim was lost to a later attempt. */
export const settle = compiled(
  (db, { claim, scope, key, answer, subject }: Mine & { answer: string; subject: string | null }) =>
    db
      .updateTable('idempotency_keys')
      .set({ answer, subject })
      .where('scope', '=', scope)
      .where('key', '=', key)
      .where('claim', '=', claim)
      .returning('claim'),
)

/** Gives an unanswered key back, so that the next attempt may have it at once. */
export const release = (db: Db, { scope, key, claim }: Mine) =>
  db
    .deleteFrom('idempotency_keys')
    .where('scope', '=', scope)
    .where('key', '=', key)
    .where('claim', '=', claim)
    .where('answer', 'is', null)
    .execute()

/** Removes some keys whose time is over. Answers how many. */
export const prune = async (db: Db, expired: string, limit: number) => {
  const { numDeletedRows } = await db
    .deleteFrom('idempotency_keys')
    .where((where) =>
      where(
        where.refTuple('scope', 'key'),
        'in',
        db
          .selectFrom('idempotency_keys')
          .select(['scope', 'key'])
          .where('created_at', '<', expired)
          .orderBy('created_at')
          .limit(limit)
          .$asTuple('scope', 'key'),
      ),
    )
    // Postgres looks at the rows anew once it has waited for them: one that was taken again meanwhile stays.
    .where('created_at', '<', expired)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Removes the answers about something that is no more; without a subject, all of a scope. What still runs stays. */
export const forget = (db: Db, scope: string, subject?: string) =>
  db
    .deleteFrom('idempotency_keys')
    .where('scope', '=', scope)
    .where('answer', 'is not', null)
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject as string))
    .execute()

/** Removes all keys of a scope, those of requests that still run among them. */
export const forgetScope = (db: Db, scope: string) =>
  db.deleteFrom('idempotency_keys').where('scope', '=', scope).execute()

/** Moves answered keys to another scope, but for those that it has. */
export const handOverKeys = (db: Db, { from, to }: { from: string; to: string }) =>
  db
    .updateTable('idempotency_keys')
    .set({ scope: to })
    .where('scope', '=', from)
    .where('answer', 'is not', null)
    .where('key', 'not in', (nested) => nested.selectFrom('idempotency_keys').select('key').where('scope', '=', to))
    .execute()
