import type { Db } from '../../../db/tables.ts'

/** How many messages no summary stands for, as far as so many. */
export const countUnsummarized = (db: Db, { chat_id, after, most }: { chat_id: number; after: number; most: number }) =>
  db
    .selectFrom((nested) =>
      nested
        .selectFrom('chat_messages')
        .select('id')
        .where('chat_id', '=', chat_id)
        .where('id', '>', after)
        .limit(most)
        .as('unsummarized'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** The oldest messages after one of them. */
export const listSaidAfter = (db: Db, { chat_id, after, limit }: { chat_id: number; after: number; limit: number }) =>
  db
    .selectFrom('chat_messages')
    .select(['id', 'role', 'text', 'status'])
    .where('chat_id', '=', chat_id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** No row comes back when it was summarized further, or cleared, meanwhile. */
export const setSummary = (
  db: Db,
  { id, from, to, summary }: { id: number; from: number; to: number; summary: string },
) =>
  db
    .updateTable('chats')
    .set({ summary, summarized_id: to })
    .where('id', '=', id)
    .where('summarized_id', '=', from)
    .returning('id')
    .executeTakeFirst()
