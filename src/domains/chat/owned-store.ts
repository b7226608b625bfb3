import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'

interface After {
  owner: OwnerKey
  after: number
  limit: number
}

/** Some of an owner's messages, by their ids, with the session of their conversation. */
export const listAllMessages = (db: Db, { owner, after, limit }: After) =>
  db
    .selectFrom('chat_messages')
    .innerJoin('chats', 'chats.id', 'chat_messages.chat_id')
    .selectAll('chat_messages')
    .select('chats.session_id')
    .where('chats.owner', '=', owner)
    .where('chat_messages.id', '>', after)
    .orderBy('chat_messages.id')
    .limit(limit)
    .execute()

/** Some of an owner's conversations. */
export const listChats = (db: Db, { owner, after, limit }: After) =>
  db
    .selectFrom('chats')
    .select(['id', 'session_id', 'persona_id', 'summary', 'created_at', 'updated_at'])
    .where('owner', '=', owner)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

export const deleteChats = (db: Db, owner: OwnerKey) => db.deleteFrom('chats').where('owner', '=', owner).execute()

/** The sessions of an owner's conversations, which no other transaction changes until this one ends. */
export const lockChats = (db: Db, owner: OwnerKey) =>
  db
    .updateTable('chats')
    .set((set) => ({ owner: set.ref('owner') }))
    .where('owner', '=', owner)
    .returning('session_id')
    .execute()

export const listSessions = (db: Db, owner: OwnerKey) =>
  db.selectFrom('chats').select('session_id').where('owner', '=', owner).execute()

/** Gives conversations to another owner, but for those of sessions in which that one has a conversation. */
export const handOverChats = (db: Db, { from, to }: { from: OwnerKey; to: OwnerKey }) =>
  db
    .updateTable('chats')
    .set({ owner: to })
    .where('owner', '=', from)
    .where('session_id', 'not in', (nested) => nested.selectFrom('chats').select('session_id').where('owner', '=', to))
    .execute()
