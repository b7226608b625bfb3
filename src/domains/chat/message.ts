import type { ChatAnswer, ChatFailure, ChatMessage, CutReason } from '../../../schemas/chat/index.ts'
import { rowOf, type Slug } from '../../../schemas/refusals.ts'
import type { MessageRow } from './store.ts'

const parsed = <T>(json: string | null): T | null => (json === null ? null : (JSON.parse(json) as T))

export const toMessage = (row: MessageRow): ChatMessage => ({
  id: row.id,
  role: row.role,
  persona_id: row.persona_id,
  text: row.text,
  status: row.status,
  reason: row.reason as CutReason | null,
  weather: parsed(row.weather),
  served_by: parsed(row.served_by),
  created_at: row.created_at,
  ended_at: row.ended_at,
})

export const toAnswer = (row: MessageRow, session_id: string): ChatAnswer => ({
  reply: row.text,
  session_id,
  message_id: row.id,
  persona_id: row.persona_id,
  weather: parsed(row.weather),
  status: row.status,
  reason: row.reason as CutReason | null,
  served_by: parsed(row.served_by),
})

/** Seconds after which another process, or the provider, may be back. */
export const RETRY_SECONDS = 2

/** Why an answer was cut, as a refusal: undefined for one that is whole, or was stopped as its player wished. */
export function failureOf({ id, reason }: Pick<MessageRow, 'id' | 'reason'>): ChatFailure | undefined {
  if (reason === null || reason === 'stopped') return undefined
  const slug: Slug = reason === 'blocked' ? 'content-blocked' : 'chat-unavailable'
  const { status: code, sentence: message } = rowOf(slug)
  const retry_after = reason === 'blocked' ? 0 : RETRY_SECONDS
  return { status: 'error', code, error: slug, reason: reason as CutReason, message, message_id: id, retry_after }
}
