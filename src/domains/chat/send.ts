import { ownerKey } from '../../../db/owner.ts'
import { invalid, refuse } from '../../errors.ts'
import type { Principal } from '../../http/principal.ts'
import type { Spending } from '../../http/spending.ts'
import { forgetAnswers, type Outcome, runOnce } from '../../services/idempotency/idempotency.ts'
import type { TalkPersona } from '../../services/talk/talk.ts'
import { findVisiblePersona } from '../personas/actions.ts'
import type { Begun, Needs } from './actions.ts'
import type { Answers } from './answers.ts'
import { beginAnswer, requireNoneRunning } from './begin.ts'
import { concernIn } from './concern.ts'
import { type Asked, loadTold, personaOf } from './context.ts'
import { write } from './reply.ts'
import type { Log } from './running.ts'
import { saveOf } from './save.ts'
import * as store from './store.ts'
import { weatherFor } from './weather.ts'

export interface Message {
  message: string
  persona_id?: string
  latitude?: number
  longitude?: number
  clear_session: boolean
}

export interface Sender {
  principal: Principal
  spending: Spending
  session_id: string
  log: Log
}

/** Begins an answer, which then goes on by itself; a request that was sent before joins the answer that it began. */
export async function sendChat(
  deps: Needs,
  answers: Answers,
  sender: Sender,
  message: Message,
): Promise<Outcome<Begun>> {
  requirePlace(message)
  const begun = await once(deps, answers, sender, message)
  if (!begun.replayed || (await isThere(deps, begun.answer))) return begun
  // What it began was deleted since, or came to nothing: it may try again.
  const { owner } = sender.spending
  await forgetAnswers(deps.db, 'sendChat', ownerKey(owner), String(begun.answer.message_id))
  return once(deps, answers, sender, message)
}

async function isThere({ db }: Needs, { message_id }: Begun): Promise<boolean> {
  const row = await store.findMessage(db, message_id)
  return row !== undefined && (row.status !== 'failed' || row.reason === 'blocked')
}

function requirePlace({ latitude, longitude }: Message) {
  if ((latitude === undefined) === (longitude === undefined)) return
  const [missing, other] = latitude === undefined ? ['latitude', 'longitude'] : ['longitude', 'latitude']
  throw invalid([{ path: `body.${missing}`, message: `must be given together with ${other}` }])
}

async function once(deps: Needs, answers: Answers, sender: Sender, message: Message): Promise<Outcome<Begun>> {
  const { spending, session_id } = sender
  let asked: Asked | undefined
  let answer: store.MessageRow | undefined
  const outcome = await runOnce<Begun>(
    deps,
    { ...spending, operation: 'sendChat', body: { ...message, session_id } },
    async () => {
      const { persona, weather } = await prepare(deps, sender, message)
      return async (trx) => {
        const { owner } = spending
        const rows = await beginAnswer(deps, trx, {
          ...{ owner: ownerKey(owner), session_id, message: message.message, persona_id: persona?.id ?? null },
          ...{ weather, clear_session: message.clear_session },
        })
        answer = rows.answer
        asked = {
          ...{ owner, principal: sender.principal, session_id, message: message.message, persona, weather },
          ...{ chat_id: answer.chat_id, message_id: rows.asked.id },
        }
        return { session_id, message_id: answer.id }
      }
    },
    ({ message_id }) => String(message_id),
  )
  if (asked && answer && !outcome.replayed) begin(deps, answers, sender, asked, answer)
  return outcome
}

/** What is refused is refused before anything is written or paid. */
async function prepare(deps: Needs, sender: Sender, message: Message) {
  const { spending, session_id } = sender
  if (spending.isNew) await deps.limits.require('new-sessions', spending.limitKey)
  const chat = await store.findChat(deps.db, { owner: ownerKey(spending.owner), session_id })
  if (concernIn(message.message, false) === 'refused') await requirePlay(deps, sender, message, chat)
  const persona = await wantedPersona(deps, sender.principal, message, chat)
  if (chat) await requireNoneRunning(deps, chat.id)
  await deps.limits.require('messages', spending.limitKey)
  const { latitude, longitude } = message
  const place = latitude === undefined || longitude === undefined ? undefined : { latitude, longitude }
  return { persona, weather: await weatherFor(deps, spending.limitKey, place) }
}

/** Refuses what is not answered, unless it is a deed of a story. */
async function requirePlay(
  deps: Needs,
  { spending: { owner }, session_id }: Sender,
  { message }: Message,
  chat: store.ChatRow | undefined,
) {
  const isGame = chat !== undefined || (await saveOf(deps, { owner, session_id })) !== undefined
  if (concernIn(message, isGame) !== 'refused') return
  throw refuse('content-blocked', { message: 'This is not answered here. Nothing was charged; change the words.' })
}

/** Who is asked for, or who answered last. */
const wantedPersona = (
  deps: Needs,
  principal: Principal,
  { persona_id }: Message,
  chat: store.ChatRow | undefined,
): Promise<TalkPersona | null> =>
  persona_id === undefined
    ? personaOf(deps, principal, chat?.persona_id ?? null)
    : findVisiblePersona(deps.db, principal, persona_id)

function begin(deps: Needs, answers: Answers, { spending, log }: Sender, asked: Asked, answer: store.MessageRow) {
  const { owner, limitKey } = spending
  answers.begin(
    answer,
    async function* (signal) {
      const told = await loadTold(deps, asked)
      return yield* write(deps, told, { owner, limitKey, signal })
    },
    log,
  )
}
