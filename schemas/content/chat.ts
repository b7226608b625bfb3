import { type Static, Type } from '@sinclair/typebox'
import { closed, Template } from './text.ts'

const one = Template(500)
const several = Type.Array(Template(600), { minItems: 1 })

/** content/chat/prompt.yaml: what a text model is told. */
export const ChatPromptContent = Type.Object(
  {
    ...{ storyteller: several, manners: several, language: one, distress: one, after_danger: one },
    ...{ known: one, summary: one, facts: one, weather: one },
    ...{ party: one, heroes: one, scene: one, place: one, choices: one },
    ...{ summary_task: several, player_said: one, persona_said: one },
  },
  closed,
)
export type ChatPromptContent = Static<typeof ChatPromptContent>

const Words = Type.String({ minLength: 1, maxLength: 600, pattern: "^[a-z0-9' ]+$" })
const Lines = Type.Array(Template(300), { minItems: 1, uniqueItems: true })

const Way = Type.Object({ words: Words, told: Template(600) }, closed)

/** What happens, and what is asked then: two ways to go on, and what comes of any other deed. */
const Beat = Type.Object(
  {
    tell: Template(600),
    ask: Template(300),
    /** The same question, after talk about other things. */
    again: Template(300),
    /** What is seen when one looks closer. */
    look: Template(400),
    ways: Type.Array(Way, { minItems: 2, maxItems: 2 }),
    other: Template(400),
  },
  closed,
)
export type BeatContent = Static<typeof Beat>

/** content/chat/tales/*.yaml: a tale with the player in it; without `for`, every persona tells it. */
export const TaleContent = Type.Object(
  {
    for: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]+_[0-9]{3}$' }), { minItems: 1 })),
    beats: Type.Array(Beat, { minItems: 3, maxItems: 8 }),
    end: Template(500),
  },
  closed,
)
export type TaleContent = Static<typeof TaleContent>

/** content/chat/moments.yaml: what happens next, in no order. */
export const MomentsContent = Type.Array(Beat, { minItems: 8 })
export type MomentsContent = Static<typeof MomentsContent>

/** content/chat/deeds.yaml: what comes of deeds, by their verbs. */
export const DeedsContent = Type.Record(
  Type.String({ pattern: '^[a-z]+$' }),
  Type.Object({ words: Words, told: Lines }, closed),
)
export type DeedsContent = Static<typeof DeedsContent>

const pools = ['hello', 'bye', 'offer', 'gesture', 'lost', 'which', 'chooses', 'moves_on', 'aside', 'back'] as const
const more = ['unseen', 'thing'] as const
export type ChatPool = (typeof pools)[number] | (typeof more)[number]

/** content/chat/voices/*.yaml: how a persona chats, beside how it talks; `plain` is for all others. */
export const ChatVoiceContent = Type.Object(
  Object.fromEntries([...pools, ...more].map((name) => [name, Lines])) as Record<ChatPool, typeof Lines>,
  closed,
)
export type ChatVoiceContent = Static<typeof ChatVoiceContent>

const ByWord = Type.Record(Type.String({ pattern: '^[a-z]+$' }), Lines)
const WordsByWord = Type.Record(Type.String({ pattern: '^[a-z]+$' }), Words)

/** content/chat/garnish.yaml: what joins in now and then. */
export const GarnishContent = Type.Object(
  {
    ...{ weather: ByWord, weather_words: WordsByWord, party: ByWord, party_words: WordsByWord, callback: Lines },
    ...{ hello_party: Lines, party_told: Lines, place_told: Lines, weather_told: Lines },
  },
  closed,
)
export type GarnishContent = Static<typeof GarnishContent>

const Phrases = Type.Array(Words, { minItems: 1, uniqueItems: true })

/** content/chat/words.yaml: words by which an answer is understood. */
export const ChatWordsContent = Type.Object(
  {
    ...{ telephone: Words, first: Words, second: Words, look: Words, small: Words, real: Words },
    ...{ chooses: Phrases, another: Phrases, leave: Phrases, story: Phrases },
  },
  closed,
)
export type ChatWordsContent = Static<typeof ChatWordsContent>
