import type { Insertable, Selectable } from 'kysely'
import type { OwnerKey } from '../../../db/owner.ts'
import type { ChatMessagesTable, ChatsTable } from '../../../db/tables/chat.ts'
import type { Db } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'

export type ChatRow = Selectable<ChatsTable>
export type MessageRow = Selectable<ChatMessagesTable>

/** A conversation of an owner; another owner's is as absent as one that never was. */
export interface ChatKey {
  owner: OwnerKey
  session_id: string
}

/**
 * The conversation, which is made where there is none. All others that begin an answer in it wait until the transaction
 * ends.
 */
export const lockChat = (db: Db, { owner, session_id, now }: ChatKey & { now: string }) =>
  db
    .insertInto('chats')
    .values({
      ...{ owner, session_id, persona_id: null, summary: '', summarized_id: 0 },
      ...{ created_at: now, updated_at: now },
    })
    .onConflict((conflict) => conflict.columns(['owner', 'session_id']).doUpdateSet({ updated_at: now }))
    .returningAll()
    .executeTakeFirstOrThrow()

export const findChat = (db: Db, { owner, session_id }: ChatKey) =>
  db.selectFrom('chats').selectAll().where('owner', '=', owner).where('session_id', '=', session_id).executeTakeFirst()

export const setPersona = (db: Db, id: number, persona_id: string | null) =>
  db.updateTable('chats').set({ persona_id }).where('id', '=', id).execute()

/** Forgets what was said, not who was spoken with. */
export const clearMessages = async (db: Db, id: number) => {
  await db.deleteFrom('chat_messages').where('chat_id', '=', id).execute()
  await db.updateTable('chats').set({ summary: '', summarized_id: 0 }).where('id', '=', id).execute()
}

/** With its messages. No row comes back when there is none. */
export const deleteChat = (db: Db, { owner, session_id }: ChatKey) =>
  db
    .deleteFrom('chats')
    .where('owner', '=', owner)
    .where('session_id', '=', session_id)
    .returning('id')
    .executeTakeFirst()

export const insertMessage = (db: Db, row: Omit<Insertable<ChatMessagesTable>, 'id'>) =>
  db.insertInto('chat_messages').values(row).returningAll().executeTakeFirstOrThrow()

export const findMessage = (db: Db, id: number) =>
  db.selectFrom('chat_messages').selectAll().where('id', '=', id).executeTakeFirst()

export const findMessageOf = (db: Db, chat_id: number, id: number) =>
  db.selectFrom('chat_messages').selectAll().where('chat_id', '=', chat_id).where('id', '=', id).executeTakeFirst()

export const findRunning = (db: Db, chat_id: number) =>
  db
    .selectFrom('chat_messages')
    .selectAll()
    .where('chat_id', '=', chat_id)
    .where('status', '=', 'running')
    .executeTakeFirst()

/** What the process that writes an answer stores of it. No row comes back when the answer is its own no more. */
export const updateRunning = (
  db: Db,
  { id, ...written }: Pick<MessageRow, 'id' | 'text' | 'ends'> & { lease_until: string },
) =>
  db
    .updateTable('chat_messages')
    .set(written)
    .where('id', '=', id)
    .where('status', '=', 'running')
    .returningAll()
    .executeTakeFirst()

export type Ended = Pick<MessageRow, 'status' | 'reason' | 'usage' | 'served_by' | 'ended_at'>

/** The same for its end. */
export const endRunning = (db: Db, { id, ...written }: Pick<MessageRow, 'id' | 'text' | 'ends'> & Ended) =>
  db
    .updateTable('chat_messages')
    .set({ ...written, lease_until: null })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .returningAll()
    .executeTakeFirst()

/** Ends answers whose process gave no sign of life: what was written is kept. Of one conversation, or of all. */
export const endLost = (db: Db, { now, chat_id }: { now: string; chat_id?: number }) =>
  db
    .updateTable('chat_messages')
    .set((set) => ({
      status: set.case().when('text', '=', '').then('failed').else('partial').end() as never,
      reason: 'lost',
      lease_until: null,
      ended_at: now,
    }))
    .where('status', '=', 'running')
    .where('lease_until', '<', now)
    .$if(chat_id !== undefined, (query) => query.where('chat_id', '=', chat_id as number))
    .execute()

/** Asks the process that writes to stop. No row comes back when nothing is running. */
export const requestStop = (db: Db, chat_id: number) =>
  db
    .updateTable('chat_messages')
    .set({ stop_requested: 1 })
    .where('chat_id', '=', chat_id)
    .where('status', '=', 'running')
    .returning('id')
    .executeTakeFirst()

export const listMessages = (db: Db, chat_id: number, { limit, offset, after }: Window) =>
  db
    .selectFrom('chat_messages')
    .selectAll()
    .where('chat_id', '=', chat_id)
    .$if(after !== undefined, (query) => query.where('id', '<', after?.[0] as number))
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

export const countMessages = (db: Db, chat_id: number) =>
  db
    .selectFrom('chat_messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('chat_id', '=', chat_id)
    .executeTakeFirstOrThrow()

/** The newest messages before one of them, the newest first: what was said, and by whom. */
export const listSaid = (db: Db, { chat_id, before, limit }: { chat_id: number; before: number; limit: number }) =>
  db
    .selectFrom('chat_messages')
    .select(['id', 'role', 'text', 'status'])
    .where('chat_id', '=', chat_id)
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export const findChatById = (db: Db, id: number) =>
  db.selectFrom('chats').selectAll().where('id', '=', id).executeTakeFirst()
