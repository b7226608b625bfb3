import { type Static, Type } from '@sinclair/typebox'
import { defaulted, enumOf, nullable, pattern, ref, Timestamp } from '../shared.ts'
import { PersonaId, Voice, VoiceInput } from './persona.ts'

const notBlank = pattern('\\S', 'must not be blank')

const content = Type.String({
  minLength: 1,
  maxLength: 500,
  ...notBlank,
  description: 'What the persona knows about the user',
  examples: ['Is afraid of the bridge, and crosses it anyway'],
})
const category = enumOf(['personal', 'work', 'relationships', 'interests', 'health', 'goals', 'preferences'])
const importance = enumOf(['low', 'medium', 'high'], { description: 'What is kept longest' })

export const Fact = Type.Object(
  { content, category, importance, learned_at: Timestamp },
  { $id: 'Fact', description: 'Something that a persona remembers about a user' },
)
export type Fact = Static<typeof Fact>

export const FactInput = Type.Object(
  {
    content,
    category,
    importance,
    learned_at: Type.Optional({ ...Timestamp, description: 'Now, unless given; also when it lies in the future' }),
  },
  { $id: 'FactInput', additionalProperties: false, description: 'A fact as it is sent' },
)
export type FactInput = Static<typeof FactInput>

export const RecentCall = Type.Object(
  {
    call_id: Type.String(),
    at: { ...Timestamp, description: 'When it began' },
    minutes: Type.Integer({ minimum: 0 }),
    summary: Type.String({ maxLength: 500, description: 'What it was about' }),
  },
  { $id: 'RecentCall', description: 'A call that a persona remembers' },
)
export type RecentCall = Static<typeof RecentCall>

const relationship_type = Type.String({ minLength: 1, maxLength: 100, ...notBlank, examples: ['friend'] })
const custom_system_prompt = nullable(Type.String({ minLength: 1, maxLength: 2_000, ...notBlank }), {
  description: 'What this user adds to the system prompt; null for nothing',
})
const is_favorite = Type.Boolean()
const voiceOfUser = "The voice that this user hears; null for the persona's own"
const MAX_FACTS = 50

const factExample = { content: content.examples?.[0], category: 'personal', importance: 'high' }
const relationshipExample = {
  relationship_type: 'friend',
  custom_system_prompt: 'Call me Sparrow.',
  voice: null,
  is_favorite: true,
}

export const Relationship = Type.Object(
  {
    persona_id: PersonaId,
    relationship_type,
    custom_system_prompt,
    voice: nullable(ref(Voice), { description: voiceOfUser }),
    is_favorite,
    memory: Type.Object({
      facts: Type.Array(ref(Fact), { maxItems: MAX_FACTS }),
      recent_calls: Type.Array(ref(RecentCall), { maxItems: 10, description: 'The newest first' }),
    }),
    total_calls: Type.Integer({ minimum: 0 }),
    total_minutes: Type.Integer({ minimum: 0 }),
    last_call_at: nullable(Timestamp),
    updated_at: nullable(Timestamp, { description: 'null while nothing is kept: all else is then the default' }),
  },
  {
    $id: 'Relationship',
    description: 'What a user has with a persona',
    examples: [
      {
        persona_id: 'ferry-marlow',
        ...relationshipExample,
        memory: {
          facts: [{ ...factExample, learned_at: '2026-11-20T09:30:00.000Z' }],
          recent_calls: [],
        },
        ...{ total_calls: 0, total_minutes: 0, last_call_at: null, updated_at: '2026-11-20T09:30:00.000Z' },
      },
    ],
  },
)
export type Relationship = Static<typeof Relationship>

export const RelationshipInput = Type.Object(
  {
    relationship_type: defaulted({ ...relationship_type, default: 'friend' }),
    custom_system_prompt: defaulted({ ...custom_system_prompt, default: null }),
    voice: Type.Optional(nullable(ref(VoiceInput), { description: voiceOfUser })),
    is_favorite: defaulted({ ...is_favorite, default: false }),
    memory: Type.Optional(
      Type.Object({ facts: Type.Array(ref(FactInput), { maxItems: MAX_FACTS }) }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false, examples: [{ ...relationshipExample, memory: { facts: [factExample] } }] },
)
export type RelationshipInput = Static<typeof RelationshipInput>
