import type { Fact, FactInput, Relationship, RelationshipInput } from '../../../schemas/personas/index.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import type { User } from '../../http/principal.ts'
import { transaction } from '../../services/transaction.ts'
import { voiceText } from './persona.ts'
import * as store from './relationship-store.ts'
import { findVisiblePersona, keepVisiblePersona } from './visible.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

type Row = NonNullable<Awaited<ReturnType<typeof store.findRelationship>>>

export function toRelationship({ voice, is_favorite, facts, recent_calls, ...same }: Row): Relationship {
  return {
    ...same,
    voice: voice === null ? null : JSON.parse(voice),
    is_favorite: is_favorite === 1,
    memory: { facts: JSON.parse(facts), recent_calls: JSON.parse(recent_calls) },
  }
}

/** Before anything is kept. */
const unknown = (persona_id: string): Relationship => ({
  ...{ persona_id, relationship_type: 'friend', custom_system_prompt: null, voice: null, is_favorite: false },
  memory: { facts: [], recent_calls: [] },
  ...{ total_calls: 0, total_minutes: 0, last_call_at: null, updated_at: null },
})

export async function readRelationship({ db }: Needs, user: User, persona_id: string): Promise<Relationship> {
  await findVisiblePersona(db, user, persona_id)
  const row = await store.findRelationship(db, { user_id: user.userId, persona_id })
  return row ? toRelationship(row) : unknown(persona_id)
}

export async function putRelationship(
  { db, clock }: Needs,
  user: User,
  persona_id: string,
  { relationship_type, custom_system_prompt, voice = null, is_favorite, memory }: RelationshipInput,
): Promise<Relationship> {
  const now = clock.now()
  const facts = (memory?.facts ?? []).map((fact, at) => factOf(fact, at, now))
  const sent = {
    ...{ user_id: user.userId, persona_id, relationship_type, custom_system_prompt },
    voice: voice === null ? null : voiceText(voice),
    is_favorite: Number(is_favorite),
    facts: JSON.stringify(facts),
    updated_at: now.toISOString(),
  }
  return transaction(db, async (trx) => {
    await keepVisiblePersona(trx, user, persona_id)
    const row = await store.putRelationship(trx, sent)
    if (!row) throw refuse('unauthorized')
    return toRelationship(row)
  })
}

/** Throws `invalid-request` for a time that no clock shows, such as a leap second. */
function factOf({ learned_at, ...fact }: FactInput, at: number, now: Date): Fact {
  const learned = learned_at === undefined ? now : new Date(learned_at)
  if (!(learned.getTime() >= 0))
    throw invalid([{ path: `body.memory.facts[${at}].learned_at`, message: 'must be a time since the year 1970' }])
  return { ...fact, learned_at: (learned > now ? now : learned).toISOString() }
}

export async function forgetRelationship({ db }: Needs, user: User, persona_id: string): Promise<void> {
  if (!(await store.deleteRelationship(db, { user_id: user.userId, persona_id })))
    throw refuse('relationship-not-found')
}
