import type { Insertable } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import type { TokenBlacklistTable } from '../../../db/tables/accounts.ts'
import type { Db } from '../../../db/tables.ts'

/** What decides whether a token of a user is still valid. No row comes back when there is no such user. */
export const findValidity = compiled((db, { user_id, token_id }: { user_id: string; token_id: string }) =>
  db
    .selectFrom('users')
    .leftJoin('token_blacklist', (join) =>
      join.onRef('token_blacklist.user_id', '=', 'users.id').on('token_blacklist.token_id', '=', token_id),
    )
    .select(['users.token_version', 'users.kept_token_id', 'token_blacklist.token_id as blacklisted'])
    .where('users.id', '=', user_id),
)

/** Ends one token. Twice is the same as once. */
export const blacklist = (db: Db, row: Insertable<TokenBlacklistTable>) =>
  db
    .insertInto('token_blacklist')
    .values(row)
    .onConflict((conflict) => conflict.column('token_id').doNothing())
    .execute()

/** Ends all tokens of a user, but the one with the id `keep`. */
export const endTokens = (db: Db, { user_id, keep }: { user_id: string; keep: string | null }) =>
  db
    .updateTable('users')
    .set((set) => ({ token_version: set('token_version', '+', 1), kept_token_id: keep }))
    .where('id', '=', user_id)
    .execute()

/** Removes rows of tokens that have ended by themselves. */
export const pruneBlacklist = (db: Db, before: string) =>
  db.deleteFrom('token_blacklist').where('expires_at', '<', before).execute()
