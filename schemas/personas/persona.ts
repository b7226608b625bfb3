import { type Static, Type } from '@sinclair/typebox'
import { pageOf, pageQuery } from '../paging.ts'
import { defaulted, enumOf, nullable, pattern, ref, Timestamp } from '../shared.ts'
import { Slug } from '../slug.ts'

export const tag = {
  name: 'personas',
  description: 'Characters that talk with players, and what each player has with them',
}

const notBlank = pattern('\\S', 'must not be blank')

export const PersonaId = { ...Slug, description: 'The id of a persona', examples: ['ferry-marlow'] }

const voiceId = Type.String({
  minLength: 1,
  maxLength: 100,
  ...pattern('^[\\w.:-]+$', 'must be letters, digits, and . : _ - without spaces'),
  description: 'A voice of the built-in speech (slt, rms, awb, kal), or of the speech provider',
  examples: ['awb'],
})
const factor = (description: string) => Type.Number({ minimum: 0.5, maximum: 2, description, examples: [0.9] })
const speed = factor('How fast: 1 as the voice is, 2 twice as fast')
const pitch = factor('How high: 1 as the voice is, 2 an octave higher')

export const Voice = Type.Object(
  { id: voiceId, speed, pitch },
  { $id: 'Voice', description: 'How a persona is heard', examples: [{ id: 'awb', speed: 0.9, pitch: 1 }] },
)
export type Voice = Static<typeof Voice>

/** A voice in a request: members with a default are optional. */
export const VoiceInput = Type.Object(
  { id: voiceId, speed: Type.Optional({ ...speed, default: 1 }), pitch: Type.Optional({ ...pitch, default: 1 }) },
  {
    $id: 'VoiceInput',
    additionalProperties: false,
    description: 'A voice as it is sent. Replaced whole',
    examples: [{ id: 'awb', speed: 0.9 }],
  },
)
export type VoiceInput = Static<typeof VoiceInput>

const name = Type.String({ minLength: 1, maxLength: 100, ...notBlank, examples: ['Old Marlow'] })
const description = Type.String({ maxLength: 1_000, description: 'What players read before they call' })
const is_public = Type.Boolean({ description: 'Whether other users may talk with it' })
const tags = Type.Array(Type.String({ minLength: 1, maxLength: 40, ...notBlank }), {
  maxItems: 20,
  uniqueItems: true,
  examples: [['ferryman', 'riddles']],
})
const temperature = Type.Number({ minimum: 0, maximum: 2, description: 'How freely the text model speaks' })
const max_tokens = Type.Integer({ minimum: 1, maximum: 4_000, description: 'How long one of its turns may be' })
const max_call_minutes = Type.Integer({ minimum: 1, maximum: 60, description: 'How long a call with it may be' })
const llm_model = nullable(
  Type.String({
    minLength: 1,
    maxLength: 100,
    ...pattern('^[\\w./:@-]+$', 'must be letters, digits, and . / : @ _ - without spaces'),
  }),
  { description: 'The text model that it asks for; null for the one of the service' },
)
const system_prompt = Type.String({
  minLength: 1,
  maxLength: 8_000,
  ...notBlank,
  description: 'Who it is, told to the text model. A call reads the first 2,000 characters',
})

export const Persona = Type.Object(
  {
    id: PersonaId,
    name,
    description,
    voice: ref(Voice),
    is_public,
    created_by: enumOf(['system', 'user'], { description: 'system: it belongs to the service' }),
    tags,
    temperature,
    max_tokens,
    max_call_minutes,
    llm_model,
    system_prompt: Type.Optional({ ...system_prompt, description: 'Only for its owner, and for the operator' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  {
    $id: 'Persona',
    description: 'A character that talks with players',
    examples: [
      {
        ...{ id: 'brad_001', name: 'Brad', description: 'A coach who was never in a hurry.' },
        ...{ voice: { id: 'rms', speed: 0.92, pitch: 0.95 }, is_public: true, created_by: 'system' },
        ...{ tags: ['coach', 'calm'], temperature: 0.7, max_tokens: 220, max_call_minutes: 15, llm_model: null },
        ...{ created_at: '2026-11-20T09:30:00.000Z', updated_at: '2026-11-20T09:30:00.000Z' },
      },
    ],
  },
)
export type Persona = Static<typeof Persona>

export const PersonaPage = pageOf('PersonaPage', Persona, 'Personas by name')
export type PersonaPage = Static<typeof PersonaPage>

export const PersonaQuery = Type.Object(
  {
    created_by: Type.Optional(
      enumOf(['system', 'user', 'me'], {
        description: "Only the service's, only those that users have made, or only your own",
      }),
    ),
    ...pageQuery,
  },
  { additionalProperties: false },
)
export type PersonaQuery = Static<typeof PersonaQuery>

export const PersonaInput = Type.Object(
  {
    id: Type.Optional({ ...PersonaId, description: 'Made from the name, with a random end, unless given' }),
    name,
    description: defaulted({ ...description, default: '' }),
    voice: Type.Optional(ref(VoiceInput, 'slt, as it is, unless given')),
    is_public: defaulted({ ...is_public, default: false }),
    tags: defaulted({ ...tags, default: [] }),
    temperature: defaulted({ ...temperature, default: 0.8 }),
    max_tokens: defaulted({ ...max_tokens, default: 300 }),
    max_call_minutes: defaulted({ ...max_call_minutes, default: 15 }),
    llm_model: defaulted({ ...llm_model, default: null }),
    system_prompt,
  },
  {
    additionalProperties: false,
    examples: [
      {
        ...{ id: 'ferry-marlow', name: 'Old Marlow', description: 'Rows anyone across, and asks one riddle for it.' },
        ...{ voice: { id: 'awb', speed: 0.9, pitch: 0.85 }, tags: ['ferryman', 'riddles'], temperature: 0.9 },
        system_prompt: 'You are Old Marlow, the ferryman. You speak slowly, ask one riddle, and forgive wrong answers.',
      },
    ],
  },
)
export type PersonaInput = Static<typeof PersonaInput>

const changes = {
  ...{ name, description, voice: ref(VoiceInput), is_public, tags, temperature, max_tokens, max_call_minutes },
  ...{ llm_model, system_prompt },
}
export const PersonaPatch = Type.Partial(Type.Object(changes), {
  additionalProperties: false,
  minProperties: 1,
  examples: [{ description: 'Rows anyone across, and asks two riddles for it.', tags: ['ferryman'] }],
})
export type PersonaPatch = Static<typeof PersonaPatch>
