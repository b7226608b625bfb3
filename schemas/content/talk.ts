import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { closed, Example, Template } from './text.ts'

const Lines = Type.Array(Template(300), { minItems: 1, uniqueItems: true })
const all = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, Lines])) as Record<Name, typeof Lines>

/** Sentences that each persona says in its own manner, by what they are said to. */
const own = [
  ...(['again', 'remembered', 'remembered_name', 'how', 'good', 'bad', 'worry', 'anger', 'lonely', 'mood'] as const),
  ...(['telling', 'plan', 'likes', 'setback', 'about', 'tales', 'advice', 'opinion', 'unknown', 'joke'] as const),
  ...(['move', 'yes', 'no', 'unsure', 'silence', 'insult', 'thanks', 'compliment', 'apology'] as const),
  ...(['confused', 'repeat', 'order', 'refuse', 'romance', 'questions', 'soft', 'closing', 'still_there'] as const),
  ...(['warn_66', 'warn_86', 'warn_96', 'cut', 'lost', 'foreign', 'recall', 'no_recall', 'reminded', 'thing'] as const),
] as const

/** Those that all share. */
const shared = [
  ...(['general', 'general_ask', 'curious', 'danger', 'danger_again', 'listen', 'listen_harm', 'human'] as const),
  ...([
    'professional',
    'deflected',
    'scene_ready',
    'goodbye',
    'greetings_first',
    'spare',
    'spare_ask',
    'hello',
  ] as const),
  ...(['who', 'meet', 'upcoming', 'setback_ask', 'advice_ask', 'laughter', 'move_ask', 'move_hear', 'busy'] as const),
  'good_ask',
  ...([
    'name_ask',
    'name_hard',
    'gentle',
    'gentle_ask',
    'gentle_plan',
    'scene_question',
    'change',
    'delight',
    'play',
    'why_call',
    'hello_ask',
  ] as const),
] as const

/** content/talk/voices/<persona>.yaml: how a persona talks without a model. */
export const VoiceOfPersona = Type.Object(all(own), closed)
export type VoiceOfPersona = Static<typeof VoiceOfPersona>

/** content/talk/voices/plain.yaml: the same for all others, and what all share. */
export const PlainVoice = Type.Object(all([...own, ...shared]), closed)
export type PlainVoice = Static<typeof PlainVoice>
export type Pool = keyof PlainVoice

/** Kinds of what a caller says. `general` is what none of them fits. */
export const kindNames = [
  ...(['greeting', 'how_are_you', 'good_news', 'bad_news', 'worry', 'anger', 'lonely', 'mood', 'telling'] as const),
  ...(['plan', 'likes', 'setback', 'who', 'about_you', 'human', 'recall', 'advice', 'professional'] as const),
  ...(['opinion', 'knowledge', 'story', 'joke', 'laughter', 'move', 'yes', 'no', 'unsure', 'insult'] as const),
  ...(['goodbye', 'busy', 'thanks', 'compliment', 'romance', 'apology', 'confused', 'repeat', 'order'] as const),
  ...(['delight', 'play', 'why_call'] as const),
] as const
export type KindName = (typeof kindNames)[number]

const Examples = Type.Array(Example, { minItems: 8, uniqueItems: true })

/** content/talk/kinds.yaml: examples of each kind. */
export const KindsContent = Type.Object(
  Object.fromEntries(kindNames.map((name) => [name, Examples])) as Record<KindName, typeof Examples>,
  closed,
)
export type KindsContent = Static<typeof KindsContent>

const Words = Type.String({ pattern: '^[a-z]+( [a-z]+)*$' })

/** content/talk/topics.yaml: what can be talked about, with questions. */
export const TalkTopicsContent = Type.Record(
  Type.String({ pattern: '^[a-z_]+$' }),
  Type.Object(
    { own: Type.Optional(Type.Boolean()), words: Words, yours: Type.Optional(Words), asks: Lines, hard: Lines },
    closed,
  ),
)
export type TalkTopicsContent = Static<typeof TalkTopicsContent>

/** content/talk/scenes.yaml: how scenarios are played, by their ids. */
export const ScenesOfCallsContent = Type.Record(
  Type.String({ pattern: '^[a-z]+(?:-[a-z]+)*$' }),
  Type.Object({ opening: Lines, moves: Lines, yes: Lines, no: Lines, out: Lines, ends: Lines }, closed),
)
export type ScenesOfCallsContent = Static<typeof ScenesOfCallsContent>

/** content/talk/foreign.yaml: languages by their codes, with greetings, which are too short to be classified. */
export const ForeignContent = Type.Record(
  Type.String({ pattern: '^[a-z]{2}$' }),
  Type.Object({ name: Template(40), greetings: Type.Array(Example, { minItems: 1 }) }, closed),
)
export type ForeignContent = Static<typeof ForeignContent>

/** content/talk/facts.yaml: what the built-in extractor takes from what a caller says. */
export const FactPatternsContent = Type.Array(
  Type.Object(
    {
      says: Type.String({ maxLength: 400 }),
      content: Template(100),
      category: enumOf(['personal', 'work', 'relationships', 'interests', 'health', 'goals', 'preferences']),
      importance: enumOf(['low', 'medium', 'high']),
      /** Its day is kept as a date. */
      dated: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
)
export type FactPatternsContent = Static<typeof FactPatternsContent>

const one = Template(400)

/** content/talk/prompt.yaml: what a text model is told. */
export const TalkPromptContent = Type.Object(
  {
    ...{ scenario: one, pretext: one, relationship: one, relationship_first: one, custom: one, facts: one },
    ...{ recent: one, manners: Type.Array(one, { minItems: 1 }), language: one, opening: one, opening_again: one },
    ...{ distress: one, after_danger: one, goodbye: one, winding_down: one, silent: one },
    facts_task: Type.Array(Template(600), { minItems: 1 }),
    summary: Type.Object({ about: one, played: one, small: one, danger: one }, closed),
  },
  closed,
)
export type TalkPromptContent = Static<typeof TalkPromptContent>
