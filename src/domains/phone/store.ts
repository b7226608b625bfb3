import { type Insertable, sql, type Transaction } from 'kysely'
import type { OwnerKey } from '../../../db/owner.ts'
import { lockName } from '../../../db/row-locks.ts'
import type { VerificationCodesTable } from '../../../db/tables/phone.ts'
import type { Db, Tables } from '../../../db/tables.ts'

type Trx = Transaction<Tables>

/** Makes other requests for a code of this user, or to this number, wait until the transaction ends: the user first. */
export const lockCodes = (trx: Trx, whose: 'user' | 'number', key: string) => lockName(trx, `codes of ${whose} ${key}`)

interface Span {
  after: string
  until: string
}

const sentWithin = (db: Db, { after, until }: Span, limit: number) =>
  db
    .selectFrom('verification_codes')
    .select('created_at')
    .where('created_at', '>', after)
    .where('created_at', '<=', until)
    .orderBy('created_at', 'desc')
    .limit(limit)

/** When the newest codes were sent to a number, the newest first. */
export const sentToNumber = (db: Db, hashes: readonly string[], span: Span, limit: number) =>
  sentWithin(db, span, limit).where('number_hash', 'in', hashes).execute()

/** When a user was sent the newest codes, the newest first. */
export const sentToUser = (db: Db, user_id: string, span: Span, limit: number) =>
  sentWithin(db, span, limit).where('user_id', '=', user_id).execute()

interface OpenCode {
  user_id: string
  hashes: readonly string[]
}

/** A user's codes for a number are valid no more. */
export const closeCodes = (db: Db, { user_id, hashes, now }: OpenCode & { now: string }) =>
  db
    .updateTable('verification_codes')
    .set({ closed_at: now })
    .where('user_id', '=', user_id)
    .where('number_hash', 'in', hashes)
    .where('closed_at', 'is', null)
    .execute()

export const insertCode = (db: Db, row: Omit<Insertable<VerificationCodesTable>, 'closed_at'>) =>
  db
    .insertInto('verification_codes')
    .values({ ...row, closed_at: null })
    .execute()

/** It was not sent. */
export const deleteCode = (db: Db, id: string) => db.deleteFrom('verification_codes').where('id', '=', id).execute()

/**
 * Takes one of the tries of the open code, before it is known whether the try is right: of fifty at once, only as many are
 * made as there are. No row comes back when none is left, or no code is open.
 */
export const takeTry = (db: Db, { user_id, hashes, now, until }: OpenCode & { now: string; until: string }) =>
  db
    .updateTable('verification_codes')
    .set((set) => ({ tries_left: set('tries_left', '-', 1) }))
    .where('user_id', '=', user_id)
    .where('number_hash', 'in', hashes)
    .where('closed_at', 'is', null)
    .where('tries_left', '>', 0)
    .where('expires_at', '>', now)
    .where('created_at', '<=', until)
    .returning(['id', 'code_hash', 'tries_left'])
    .executeTakeFirst()

/** No row comes back when another request has used it. */
export const useCode = (db: Db, id: string, now: string) =>
  db
    .updateTable('verification_codes')
    .set({ closed_at: now })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()

/**
 * The number is that of the account, if it has none; if it has this one, it is verified. Other changes of the user wait
 * until the transaction ends. No row comes back when there is no such user.
 */
export const confirmPhone = (
  db: Db,
  { user_id, phone_number, now }: { user_id: string; phone_number: string; now: string },
) =>
  db
    .updateTable('users')
    .set({
      phone: sql<string>`coalesce(phone, ${phone_number})`,
      phone_verified: sql<number>`case when coalesce(phone, ${phone_number}) = ${phone_number} then 1
        else phone_verified end`,
      updated_at: now,
    })
    .where('id', '=', user_id)
    .returning('id')
    .executeTakeFirst()

/** No row comes back when another user has it. */
export const claimNumber = (
  db: Db,
  { user_id, phone_number, now }: { user_id: string; phone_number: string; now: string },
) =>
  db
    .insertInto('verified_numbers')
    .values({ phone_number, user_id, verified_at: now })
    .onConflict((conflict) =>
      conflict.column('phone_number').doUpdateSet({ verified_at: now }).where('verified_numbers.user_id', '=', user_id),
    )
    .returning('phone_number')
    .executeTakeFirst()

export const findOwnNumber = (db: Db, user_id: string, phone_number: string) =>
  db
    .selectFrom('verified_numbers')
    .select('phone_number')
    .where('phone_number', '=', phone_number)
    .where('user_id', '=', user_id)
    .executeTakeFirst()

export const findRefusal = (db: Db, phone_number: string) =>
  db.selectFrom('do_not_call').select('refused_by').where('phone_number', '=', phone_number).limit(1).executeTakeFirst()

type By = OwnerKey | 'operator'

export const insertRefusal = (db: Db, row: { phone_number: string; refused_by: By; created_at: string }) =>
  db
    .insertInto('do_not_call')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** With null, a refusal by any user or the operator. */
export const deleteRefusal = (db: Db, phone_number: string, by: By | null) =>
  db
    .deleteFrom('do_not_call')
    .where('phone_number', '=', phone_number)
    .$if(by !== null, (query) => query.where('refused_by', '=', by as By))
    .returning('phone_number')
    .execute()

/** Removes codes that count no more. */
export const pruneCodes = (db: Db, before: string) =>
  db.deleteFrom('verification_codes').where('created_at', '<', before).execute()
