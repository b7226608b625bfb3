import type { Owner } from '../../../db/owner.ts'
import type { ChatWeather } from '../../../schemas/chat/index.ts'
import type { Deps } from '../../deps.ts'
import { Refusal } from '../../errors.ts'
import type { Principal } from '../../http/principal.ts'
import type { Talk, TalkPersona, TalkRelationship, Turn } from '../../services/talk/talk.ts'
import { findVisiblePersona, readRelationship } from '../personas/actions.ts'
import { prompt } from './content.ts'
import { saveOf } from './save.ts'
import * as store from './store.ts'
import type { Told } from './storyteller/told.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

/** Messages that are looked through, so that no sentence is told twice. */
const KNOWN = 400
/** Messages that a model is shown; a summary stands for those before. */
export const RECENT = 6

/** Who is asked for without a persona. */
const storyteller: TalkPersona = {
  id: 'storyteller',
  name: 'the storyteller',
  system_prompt: prompt.storyteller.join('\n'),
  max_tokens: 600,
}

export interface Asked {
  owner: Owner
  principal: Principal
  session_id: string
  chat_id: number
  /** Of the player's message. */
  message_id: number
  message: string
  persona: TalkPersona | null
  weather: ChatWeather | null
}

/** Everything that an answer is made from, as it stands before the player's message. */
export async function loadTold(deps: Needs, asked: Asked): Promise<Told> {
  const { chat_id, message, message_id, persona, weather } = asked
  const known = await store.listSaid(deps.db, { chat_id, before: message_id, limit: KNOWN })
  const chat = await store.findChatById(deps.db, chat_id)
  const turns = turnsOf(known.toReversed())
  const talk: Talk = {
    persona: persona ?? storyteller,
    relationship: await relationshipOf(deps, asked),
    call: { id: `chat ${chat_id}`, elapsed_ms: 0, limit_ms: 1 },
    turns,
    said: message,
  }
  return {
    talk,
    message,
    summary: chat?.summary ?? '',
    recent: turns.slice(-RECENT),
    save: await saveOf(deps, asked),
    weather,
  }
}

type Said = Awaited<ReturnType<typeof store.listSaid>>[number]

/** A message that was never answered belongs to no conversation. */
export function turnsOf(said: Said[]): Turn[] {
  return said
    .filter(({ role, status }, at) =>
      role === 'player' ? said[at + 1]?.status !== 'failed' : !['failed', 'running'].includes(status),
    )
    .filter(({ text }) => text !== '')
    .map(({ role, text }) => ({ role, text }))
}

/** A persona that the caller may talk with; null when it has gone, or is not shown to them any more. */
export async function personaOf({ db }: Needs, principal: Principal, id: string | null): Promise<TalkPersona | null> {
  if (id === null) return null
  return findVisiblePersona(db, principal, id).catch(unlessRefused)
}

function unlessRefused(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}

const stranger: TalkRelationship = {
  ...{ relationship_type: 'friend', custom_system_prompt: null, total_calls: 0, last_call_at: null },
  memory: { facts: [], recent_calls: [] },
}

async function relationshipOf(deps: Needs, { principal, persona }: Asked): Promise<TalkRelationship> {
  if (principal.kind !== 'user' || persona === null) return stranger
  return (await readRelationship(deps, principal, persona.id).catch(unlessRefused)) ?? stranger
}
