import type { Identity, Instant, Json, Once } from '../columns.ts'
import type { OwnerKey } from '../owner.ts'

/** Conversations: one for each play session of an owner. */
export interface ChatsTable {
  id: Identity
  owner: OwnerKey
  session_id: Once<string>
  /** Who answered last; null: the storyteller without a persona. */
  persona_id: string | null
  /** Of the messages up to `summarized_id`. */
  summary: string
  summarized_id: number
  created_at: Once<Instant>
  updated_at: Instant
}

/** Messages of players, and answers to them, in the order of their ids. */
export interface ChatMessagesTable {
  id: Identity
  chat_id: Once<number>
  role: Once<'player' | 'persona'>
  persona_id: Once<string | null>
  text: string
  /** Of one conversation, one at most is running. */
  status: 'running' | 'done' | 'partial' | 'failed'
  reason: string | null
  /** Where the parts of the text end that were sent as events. */
  ends: Json
  /** 1: a request has asked the process that writes to stop. */
  stop_requested: number
  /** Of a running answer: when the process that writes it counts as dead. */
  lease_until: Instant | null
  weather: Once<Json | null>
  usage: Json | null
  served_by: Json | null
  created_at: Once<Instant>
  ended_at: Instant | null
}

export interface ChatTables {
  chats: ChatsTable
  chat_messages: ChatMessagesTable
}
