import type { ChatStarted, ChatUsage } from '../../../schemas/chat/index.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import { failureOf, toAnswer } from './message.ts'
import type { MessageRow } from './store.ts'

/** One event of the stream of an answer. */
export interface ChatEvent {
  /** The message, and the place in its stream, from 0. Without one, the id of the event before stays that of the last. */
  id?: string
  event: 'start' | 'delta' | 'usage' | 'served_by' | 'done' | 'error'
  data: object
}

export const hasEnded = ({ status }: Pick<MessageRow, 'status'>): boolean => status !== 'running'

/**
 * All events of an answer, as far as it is stored. They follow from its row alone, so every process, at any time, tells
 * the same ones with the same ids.
 */
export function eventsOf(row: MessageRow, session_id: string): ChatEvent[] {
  const { reply: _reply, status: _status, reason: _reason, served_by, ...started } = toAnswer(row, session_id)
  const events: ChatEvent[] = [{ event: 'start', data: started satisfies ChatStarted }]
  let from = 0
  for (const to of JSON.parse(row.ends) as number[]) {
    events.push({ event: 'delta', data: { text: row.text.slice(from, to) } })
    from = to
  }
  if (hasEnded(row)) {
    if (row.usage !== null) events.push({ event: 'usage', data: JSON.parse(row.usage) as ChatUsage })
    if (served_by !== null) events.push({ event: 'served_by', data: served_by satisfies ServedBy })
    const failure = failureOf(row)
    events.push(failure ? { event: 'error', data: failure } : { event: 'done', data: toAnswer(row, session_id) })
  }
  return events.map((event, at) => ({ id: `${row.id}-${at}`, ...event }))
}

const form = /^(\d{1,15})-(\d{1,6})$/

/** The message and the place of an event's id; undefined for what is none of ours. */
export function readEventId(id: string | undefined): { message_id: number; at: number } | undefined {
  const [, message_id, at] = form.exec(id ?? '') ?? []
  return message_id === undefined ? undefined : { message_id: Number(message_id), at: Number(at) }
}
