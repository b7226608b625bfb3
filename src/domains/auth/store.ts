import type { Insertable, Selectable, Updateable } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import { isUniqueViolation } from '../../../db/errors.ts'
import type { UsersTable } from '../../../db/tables/accounts.ts'
import type { Db } from '../../../db/tables.ts'

export type UserRow = Selectable<UsersTable>

export const findUser = compiled((db, { id }: { id: string }) =>
  db.selectFrom('users').selectAll().where('id', '=', id),
)

export const findByEmail = compiled((db, { email_key }: { email_key: string }) =>
  db.selectFrom('users').selectAll().where('email_key', '=', email_key),
)

export const findByDevice = compiled((db, { device_hash }: { device_hash: string }) =>
  db.selectFrom('users').selectAll().where('device_hash', '=', device_hash),
)

/** No row comes back when another user has the email or the device. */
export const insertUser = (db: Db, user: Insertable<UsersTable>) =>
  db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()

export const updateUser = (db: Db, { id, ...changes }: Updateable<UsersTable> & { id: string }) =>
  db.updateTable('users').set(changes).where('id', '=', id).returningAll().executeTakeFirst()

/** Gives a guest an email and a password. `taken`: another user has the email. No row: the user has one by now. */
export const setEmail = (
  db: Db,
  { id, ...changes }: Pick<UserRow, 'id' | 'email' | 'email_key' | 'password_hash' | 'updated_at'>,
): Promise<UserRow | 'taken' | undefined> =>
  db
    .updateTable('users')
    .set(changes)
    .where('id', '=', id)
    .where('email_key', 'is', null)
    .returningAll()
    .executeTakeFirst()
    .catch((error: unknown) => {
      if (isUniqueViolation(error)) return 'taken'
      throw error
    })

/** The device of a user with an email signs in no more. */
export const forgetDevice = (db: Db, id: string) =>
  db.updateTable('users').set({ device_hash: null }).where('id', '=', id).where('email_key', 'is not', null).execute()

/** Replaces a hash, unless it is another one by now. */
export const replaceHash = (db: Db, { id, from, to }: { id: string; from: string; to: string }) =>
  db
    .updateTable('users')
    .set({ password_hash: to })
    .where('id', '=', id)
    .where('password_hash', '=', from)
    .returning('id')
    .executeTakeFirst()

export const deleteUser = (db: Db, id: string) =>
  db.deleteFrom('users').where('id', '=', id).returning('id').executeTakeFirst()

/** Makes other changes of the user wait until the transaction ends. No row comes back when there is none. */
export const lockUser = (db: Db, id: string) =>
  db
    .updateTable('users')
    .set((set) => ({ updated_at: set.ref('updated_at') }))
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
