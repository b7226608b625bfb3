import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { closed, Template } from './text.ts'

const Lines = (minItems: number) => Type.Array(Template(200), { minItems, maxItems: 12, uniqueItems: true })

/** How a persona is heard: a voice of the built-in speech, how fast and how high, and how it speaks. */
const VoiceContent = Type.Object(
  {
    id: enumOf(['slt', 'rms', 'awb', 'kal']),
    speed: Type.Number({ minimum: 0.5, maximum: 2 }),
    pitch: Type.Number({ minimum: 0.5, maximum: 2 }),
    pace: Template(200),
    warmth: Template(200),
    habits: Template(300),
  },
  closed,
)

/** content/personas/*.yaml: one persona each, whose id is the name of the file. */
export const PersonaContent = Type.Object(
  {
    name: Template(100),
    description: Template(300),
    tags: Type.Array(Type.String({ pattern: '^[a-z]+$', maxLength: 40 }), { minItems: 1, maxItems: 20 }),
    temperature: Type.Number({ minimum: 0, maximum: 2 }),
    max_tokens: Type.Integer({ minimum: 1, maximum: 4_000 }),
    max_call_minutes: Type.Integer({ minimum: 1, maximum: 60 }),
    who: Template(200),
    voice: VoiceContent,
    manner: Template(400),
    background: Template(400),
    remembers: Template(400),
    never: Template(400),
    /** What is said where advice would be a doctor's, a lawyer's or a banker's. */
    advice: Template(200),
    /** What is said to those who ask whether they speak with a person. */
    human: Template(200),
    /** What is said to somebody in danger. */
    danger: Template(200),
    /** What is said first: to somebody new, a day or so after the last call, weeks after it. */
    greetings: Type.Object({ first: Lines(2), day: Lines(2), weeks: Lines(2) }, closed),
    goodbye: Type.Object({ manner: Template(200), lines: Lines(3) }, closed),
    lines: Lines(5),
  },
  closed,
)
export type PersonaContent = Static<typeof PersonaContent>

/** content/persona-prompt.yaml: how the sections become a system prompt. */
export const PersonaPromptContent = Type.Object({ lines: Type.Array(Template(400), { minItems: 1 }) }, closed)
export type PersonaPromptContent = Static<typeof PersonaPromptContent>

/** content/scenarios.yaml: why somebody calls, by id. */
export const ScenariosContent = Type.Record(
  Type.String({ pattern: '^[a-z]+(?:-[a-z]+)*$' }),
  Type.Object({ name: Template(100), icon: Template(16), scenario_text: Template(4_000) }, closed),
  { additionalProperties: false },
)
export type ScenariosContent = Static<typeof ScenariosContent>
