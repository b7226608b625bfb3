import { type Static, Type } from '@sinclair/typebox'
import { closed, Template, Words } from './text.ts'

/** A topic gives a quest its codename; the key of its words is how much one of them says about it. */
const TopicContent = Type.Object(
  {
    id: Type.String(),
    codename: Type.String({ pattern: '^[A-Z]+( [A-Z]+)*$' }),
    words: Type.Record(Type.String(), Words),
    /** What is usually collected for it, and for how many. */
    supplies: Type.Optional(Type.Object({ goods: Template(120), whom: Template(60) }, closed)),
  },
  closed,
)
export const TopicsContent = Type.Object(
  {
    topics: Type.Array(TopicContent, { minItems: 1 }),
    /** Phrases that only look like a word of a topic. */
    look_alikes: Words,
    /** Words before a place, and words that end a clause. */
    places: Words,
    clauses: Words,
    /** Words whose endings are not taken off. */
    no_stems: Words,
    none: Type.String(),
  },
  closed,
)
export type TopicsContent = Static<typeof TopicsContent>

/** Nouns by kind: singular, lower case; `child/children` gives an irregular plural, `rice/` says that there is none. */
const Nouns = Type.String({ pattern: "^[a-z'/_-]+(\\s+[a-z'/_-]+)*\\s*$" })
export const LexiconContent = Type.Object(
  {
    nouns: Type.Optional(
      Type.Object(
        {
          thing: Type.Optional(Nouns),
          animal: Type.Optional(Nouns),
          plant: Type.Optional(Nouns),
          food: Type.Optional(Nouns),
          activity: Type.Optional(Nouns),
          event: Type.Optional(Nouns),
          topic: Type.Optional(Nouns),
          person: Type.Optional(Nouns),
          group: Type.Optional(Nouns),
          /** By the preposition that goes with them: at the park, in the library, on the street. */
          place: Type.Optional(Type.Object({ at: Nouns, in: Nouns, on: Nouns }, closed)),
        },
        closed,
      ),
    ),
    adjectives: Type.Optional(Words),
    verbs: Type.Optional(Words),
    determiners: Type.Optional(Words),
    prepositions: Type.Optional(Words),
    /** Determiners of what is the player's own. */
    own: Type.Optional(Words),
    /** Prepositions before what is beside the point, and before places. */
    asides: Type.Optional(Words),
    where: Type.Optional(Words),
    /** Relatives: "grandma" alone is the player's own. */
    kin: Type.Optional(Words),
    /** Words after which a word that is also a noun is a verb. */
    before_verbs: Type.Optional(Words),
    /** Words that are never what a quest is about. */
    other: Type.Optional(Words),
  },
  closed,
)
export type LexiconContent = Static<typeof LexiconContent>

export const AnswersContent = Type.Object(
  {
    useless: Type.String(),
    useless_beginnings: Type.String(),
    asked: Type.Object({ when: Words, mode: Words, whom: Words }, closed),
  },
  closed,
)
export type AnswersContent = Static<typeof AnswersContent>

export const CalendarContent = Type.Object(
  {
    fixed: Type.Record(Type.String(), Type.String({ pattern: '^[01]\\d-[0-3]\\d$' })),
    moving: Type.Record(Type.String(), Type.Array(Type.String({ pattern: '^20\\d\\d-[01]\\d-[0-3]\\d$' }))),
    soon: Type.Record(Type.String(), Type.Integer({ minimum: 1, maximum: 90 })),
    hurries: Type.String(),
    /** How a name is said after "by". */
    said: Type.Record(Type.String(), Type.String()),
    before: Words,
  },
  closed,
)
export type CalendarContent = Static<typeof CalendarContent>

/** How much a player takes on. */
export const MeasuresContent = Type.Object(
  {
    scale: Type.Array(Type.Object({ points: Type.Number(), words: Words }, closed)),
    alone: Words,
    quiet: Words,
    numbers: Type.Record(Type.String(), Type.Integer()),
    counted: Words,
    not_counted: Type.Object({ after: Words, before: Words }, closed),
    days: Type.Object(
      { supplies: Type.Integer(), awareness: Type.Integer(), helpers: Type.Integer(), solo: Type.Integer() },
      closed,
    ),
  },
  closed,
)
export type MeasuresContent = Static<typeof MeasuresContent>

/** How a quest says that an adult is involved, by language. */
export const AdultsContent = Type.Record(
  Type.String(),
  Type.Object(
    { adults: Type.String(), without: Type.String(), note: Template(240), any_age_note: Template(240) },
    closed,
  ),
)
export type AdultsContent = Static<typeof AdultsContent>
