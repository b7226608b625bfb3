import { type Owner, ownerKey } from '../../../db/owner.ts'
import type { ChatAnswer, ChatMessagePage, ChatStop } from '../../../schemas/chat/index.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { PageQuery } from '../../../schemas/paging.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { forgetAnswers } from '../../services/idempotency/idempotency.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { transaction } from '../../services/transaction.ts'
import type { Answers } from './answers.ts'
import { eventsOf, hasEnded, readEventId } from './events.ts'
import { type Followed, follow } from './follow.ts'
import { RETRY_SECONDS, toAnswer, toMessage } from './message.ts'
import * as store from './store.ts'

export { owned } from './owned.ts'
export { sendChat } from './send.ts'

export type Needs = Pick<
  Deps,
  'db' | 'clock' | 'inference' | 'limits' | 'paidCalls' | 'jobs' | 'weather' | 'outboundCache'
> & {
  env: Pick<Env, 'APP_ENV' | 'INFERENCE_DEADLINE_MS'>
}

/** An answer that was begun, and where its conversation is. */
export type Begun = Pick<Followed, 'session_id' | 'message_id'>

/** The answer, once it has ended. */
export async function waitForAnswer(
  deps: Needs,
  answers: Answers,
  { session_id, message_id }: Begun,
  signal: AbortSignal,
): Promise<ChatAnswer> {
  // To the end of its events, none of which is wanted.
  for await (const _ of follow(deps, answers, { session_id, message_id, from: Number.MAX_SAFE_INTEGER }, signal)) {
  }
  signal.throwIfAborted()
  const row = await store.findMessage(deps.db, message_id)
  if (row?.reason === 'blocked' && row.text === '') throw refuse('content-blocked')
  if (!row || !hasEnded(row) || row.status === 'failed') throw unavailable()
  return toAnswer(row, session_id)
}

const unavailable = () => refuse('chat-unavailable', { headers: { 'retry-after': String(RETRY_SECONDS) } })

/** The events of an answer, after the last one that was received. */
export const streamAnswer = (
  deps: Needs,
  answers: Answers,
  { begun, lastEventId }: { begun: Begun; lastEventId: string | undefined },
  signal: AbortSignal,
) => {
  const last = readEventId(lastEventId)
  const from = last?.message_id === begun.message_id ? last.at + 1 : 0
  return follow(deps, answers, { ...begun, from }, signal)
}

/** The stream of what is missing; undefined when nothing runs and nothing is missing. */
export async function followChat(
  deps: Needs,
  answers: Answers,
  { owner, session_id, lastEventId }: { owner: Owner; session_id: string; lastEventId: string | undefined },
  signal: AbortSignal,
) {
  const chat = await requireChat(deps, owner, session_id)
  const last = readEventId(lastEventId)
  const known = last && (await store.findMessageOf(deps.db, chat.id, last.message_id))
  const row = known ?? (await store.findRunning(deps.db, chat.id))
  if (!row || row.role === 'player') return undefined
  const begun = { session_id, message_id: row.id }
  const stream = streamAnswer(deps, answers, { begun, lastEventId }, signal)
  if (!hasEnded(row)) return stream
  return eventsOf(row, session_id).length <= (last?.at ?? -1) + 1 ? undefined : stream
}

async function requireChat({ db }: Pick<Needs, 'db'>, owner: Owner, session_id: string): Promise<store.ChatRow> {
  const chat = await store.findChat(db, { owner: ownerKey(owner), session_id })
  if (!chat) throw refuse('chat-not-found')
  return chat
}

const newestFirst = { name: 'chat', keys: ['number'] } as const

export async function listChat(
  { db }: Needs,
  owner: Owner,
  session_id: string,
  query: PageQuery,
): Promise<ChatMessagePage> {
  const window = windowOf(query, newestFirst)
  const { id } = await requireChat({ db }, owner, session_id)
  const rows = await store.listMessages(db, id, window)
  const total = await totalOf(window, rows.length, () => store.countMessages(db, id))
  const page = pageOf(query, rows, total, newestFirst, (row) => [row.id])
  return { ...page, items: page.items.map(toMessage) }
}

/** Deletes a conversation, and the answers of the requests that made it. */
export async function clearChat({ db }: Needs, owner: Owner, session_id: string): Promise<void> {
  await transaction(db, async (trx) => {
    const chat = await store.deleteChat(trx, { owner: ownerKey(owner), session_id })
    if (!chat) throw refuse('chat-not-found')
    await forgetAnswers(trx, 'sendChat', ownerKey(owner))
  })
}

/** The process that writes it ends it: this one at once, another one when it next looks. */
export async function stopChat(deps: Needs, answers: Answers, owner: Owner, session_id: string): Promise<ChatStop> {
  const chat = await requireChat(deps, owner, session_id)
  const asked = await store.requestStop(deps.db, chat.id)
  if (asked) answers.find(asked.id)?.cut('stopped')
  return { session_id, message_id: asked?.id ?? null }
}
