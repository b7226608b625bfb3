import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'

/** Some of a user’s numbers, by number. */
export const listNumbers = (db: Db, user_id: string, after: string, limit: number) =>
  db
    .selectFrom('verified_numbers')
    .select(['phone_number', 'verified_at'])
    .where('user_id', '=', user_id)
    .where('phone_number', '>', after)
    .orderBy('phone_number')
    .limit(limit)
    .execute()

export const listRefusals = (db: Db, refused_by: OwnerKey, after: string, limit: number) =>
  db
    .selectFrom('do_not_call')
    .select(['phone_number', 'created_at'])
    .where('refused_by', '=', refused_by)
    .where('phone_number', '>', after)
    .orderBy('phone_number')
    .limit(limit)
    .execute()

export const deleteNumbers = (db: Db, user_id: string) =>
  db.deleteFrom('verified_numbers').where('user_id', '=', user_id).execute()

export const deleteRefusals = (db: Db, refused_by: OwnerKey) =>
  db.deleteFrom('do_not_call').where('refused_by', '=', refused_by).execute()

/** They can be used no more, and do not name their user. */
export const forgetCodes = (db: Db, user_id: string, now: string) =>
  db
    .updateTable('verification_codes')
    .set({ user_id: null, code_hash: '', tries_left: 0, closed_at: now })
    .where('user_id', '=', user_id)
    .execute()
