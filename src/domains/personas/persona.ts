import type { Persona, PersonaInput, PersonaPatch, VoiceInput } from '../../../schemas/personas/index.ts'
import type { Principal } from '../../http/principal.ts'
import type { Changes, NewPersona, PersonaRow, Selection } from './store.ts'

/** Whether a principal may see all of a persona: its user, or the operator. */
export const isOwner = (principal: Principal, { user_id }: PersonaRow) =>
  principal.kind === 'operator' || (principal.kind === 'user' && principal.userId === user_id)

/** The service's public ones are for all callers, those of users for other users. */
export const isVisible = (principal: Principal, row: PersonaRow) =>
  isOwner(principal, row) || (row.is_public === 1 && (row.user_id === null || principal.kind === 'user'))

/** The personas that a principal may list. */
export function selectionOf(principal: Principal, created_by?: 'system' | 'user' | 'me'): Selection {
  if (principal.kind === 'operator') return created_by === 'user' ? { users: 'all' } : { service: 'all' }
  const service: Selection = created_by === undefined || created_by === 'system' ? { service: 'public' } : {}
  if (principal.kind !== 'user' || created_by === 'system') return service
  return { ...service, own: principal.userId, ...(created_by === 'me' ? {} : { users: 'public' }) }
}

/** `prompt`: whether the answer is for a caller who may read the system prompt. */
export function toPersona(row: PersonaRow, { prompt }: { prompt: boolean }): Persona {
  const { user_id, voice, tags, is_public, system_prompt, ...same } = row
  return {
    ...same,
    voice: JSON.parse(voice),
    tags: JSON.parse(tags),
    is_public: is_public === 1,
    created_by: user_id === null ? 'system' : 'user',
    ...(prompt ? { system_prompt } : {}),
  }
}

/** With the defaults, which no schema fills in within a value that may be null. */
export const voiceText = ({ id, speed = 1, pitch = 1 }: VoiceInput): string => JSON.stringify({ id, speed, pitch })

/** The columns of the members that are sent. */
export function changesOf({ voice, tags, is_public, ...same }: PersonaPatch): Changes {
  return {
    ...same,
    ...(voice ? { voice: voiceText(voice) } : {}),
    ...(tags ? { tags: JSON.stringify(tags) } : {}),
    ...(is_public === undefined ? {} : { is_public: Number(is_public) }),
  }
}

type Made = Pick<NewPersona, 'id' | 'user_id' | 'content_hash'> & { now: string }

export const rowOf = (
  { voice = { id: 'slt' }, tags, is_public, ...input }: Omit<PersonaInput, 'id'>,
  { now, ...made }: Made,
): NewPersona => ({
  ...input,
  voice: voiceText(voice),
  tags: JSON.stringify(tags),
  is_public: Number(is_public),
  ...made,
  created_at: now,
  updated_at: now,
})
