import type { Voice as PersonaVoice } from '../../../schemas/personas/index.ts'
import type { Deps } from '../../deps.ts'
import { type BuiltInVoice, usualPitchHz, type Voice } from '../../ports/speaking/port.ts'
import { findVisiblePersona, readRelationship } from '../personas/actions.ts'
import type { CallRow } from './store.ts'
import { ifThere, userOfCall } from './talk-of.ts'

const usual: PersonaVoice = { id: 'slt', speed: 1, pitch: 1 }

/** How the persona of a call sounds: as its user has chosen, or as it is. */
export async function voiceOf(deps: Pick<Deps, 'db' | 'clock'>, call: CallRow): Promise<Voice> {
  const user = userOfCall(call)
  const own = (await ifThere(() => readRelationship(deps, user, call.persona_id)))?.voice
  if (own) return speakable(own)
  const persona = await ifThere(() => findVisiblePersona(deps.db, user, call.persona_id))
  return speakable(persona ? (JSON.parse(persona.voice) as PersonaVoice) : usual)
}

/** A voice as the speech adapters know it. The id of a provider's has a built-in one behind it, for when that fails. */
export function speakable({ id, speed, pitch }: PersonaVoice): Voice {
  const isBuiltIn = Object.hasOwn(usualPitchHz, id)
  const builtIn = isBuiltIn ? (id as BuiltInVoice) : 'slt'
  return {
    id: builtIn,
    ...(pitch === 1 ? {} : { pitchHz: usualPitchHz[builtIn] * pitch }),
    ...(speed === 1 ? {} : { stretch: 1 / speed }),
    // Deepgram's voices are its models, whose names all begin alike.
    ...(isBuiltIn ? {} : id.startsWith('aura-') ? { deepgram: id } : { elevenlabs: id }),
  }
}

/** What the player typed is spoken by another voice than the persona's. */
export const voiceOfPlayer = (persona: Voice): Voice => ({ id: persona.id === 'awb' ? 'slt' : 'awb' })
