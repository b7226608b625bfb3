import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { ChatWeather } from '../../../schemas/chat/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { LEASE_MS } from './running.ts'
import * as store from './store.ts'
import { sendSummary } from './summary.ts'

type Needs = Pick<Deps, 'clock' | 'jobs'>

export interface Beginning extends store.ChatKey {
  message: string
  persona_id: string | null
  weather: ChatWeather | null
  clear_session: boolean
}

/** The message and its answer, which runs from now on. Refuses while another answer of the conversation runs. */
export async function beginAnswer(deps: Needs, trx: Transaction<Tables>, beginning: Beginning) {
  const { owner, session_id, persona_id, message, weather, clear_session } = beginning
  const at = deps.clock.now()
  const now = at.toISOString()
  const chat = await store.lockChat(trx, { owner, session_id, now })
  await requireNoneRunning({ db: trx, clock: deps.clock }, chat.id)
  if (clear_session) await store.clearMessages(trx, chat.id)
  else await sendSummary(deps, trx, chat)
  if (chat.persona_id !== persona_id) await store.setPersona(trx, chat.id, persona_id)
  const both = { chat_id: chat.id, persona_id, reason: null, ends: '[]', stop_requested: 0, created_at: now }
  const none = { usage: null, served_by: null }
  const asked = await store.insertMessage(trx, {
    ...both,
    ...none,
    ...{ role: 'player', text: message, status: 'done', lease_until: null, weather: null, ended_at: now },
  })
  const answer = await store.insertMessage(trx, {
    ...both,
    ...none,
    ...{ role: 'persona', text: '', status: 'running', weather: weather && JSON.stringify(weather), ended_at: null },
    lease_until: new Date(at.getTime() + LEASE_MS).toISOString(),
  })
  return { asked, answer }
}

/** Ends an answer whose process has died; refuses while another one runs. */
export async function requireNoneRunning({ db, clock }: Pick<Deps, 'db' | 'clock'>, chat_id: number): Promise<void> {
  const running = await store.findRunning(db, chat_id)
  if (!running) return
  const now = clock.now().toISOString()
  if ((running.lease_until ?? now) >= now) throw isRunning(running.id)
  await store.endLost(db, { now, chat_id })
}

const isRunning = (message_id: number) =>
  refuse('chat-answer-running', {
    message: `The answer ${message_id} of this conversation is still running; follow it or stop it, then send the next message.`,
    members: { message_id },
  })
