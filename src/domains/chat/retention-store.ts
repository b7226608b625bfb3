import type { Db } from '../../../db/tables.ts'

/** The last one of so many conversations after an id. No row comes back when fewer are left. */
export const lastOfStep = (db: Db, { after, size }: { after: number; size: number }) =>
  db
    .selectFrom('chats')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(1)
    .offset(size - 1)
    .executeTakeFirst()

/** Deletes the conversations between two ids that are no user's, and in which nothing was said since a time. */
export const deleteIdleChats = (
  db: Db,
  { after, until, before }: { after: number; until: number | undefined; before: string },
) =>
  db
    .deleteFrom('chats')
    .where('id', '>', after)
    .$if(until !== undefined, (query) => query.where('id', '<=', until as number))
    .where('owner', 'like', 'session:%')
    .where('updated_at', '<', before)
    .execute()
