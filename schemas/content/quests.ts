import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { closed, Example, Template, Words } from './text.ts'

/** What a step may need a companion for. `ages.yaml` has the sentence that is added for young players. */
export const Company = enumOf(['out', 'meet', 'call', 'online', 'tools', 'money'])
export type Company = Static<typeof Company>

export const StepContent = Type.Object(
  { title: Template(80), text: Template(620), with: Type.Optional(Company) },
  closed,
)
export type StepContent = Static<typeof StepContent>

const Five = Type.Array(StepContent, { minItems: 5, maxItems: 5 })
const Prompts = (minItems: number, maxItems: number) => Type.Array(Template(240), { minItems, maxItems })

/** One way to do a quest: five steps, in the order of its mode. */
export const PlanContent = Type.Object(
  {
    name: Template(60),
    /** The opening image: one or two sentences that begin the summary. */
    image: Template(260),
    /** After "Your mission:", without a point. */
    goal: Template(200),
    /** A thing that is made on the way; it appears in the steps. */
    artefact: Template(60),
    /** Roles, as they appear in the steps. */
    roles: Type.Array(Template(30), { minItems: 1, maxItems: 5 }),
    steps: Five,
  },
  closed,
)
export type PlanContent = Static<typeof PlanContent>

const Plans = Type.Array(PlanContent, { minItems: 4 })

/** What is said where an idea does not say it. */
const Defaults = Type.Object(
  { thing: Template(40), the_thing: Template(50), whom: Template(50), at_place: Template(50) },
  closed,
)

export const FrameContent = Type.Object(
  {
    /** After "Is it more about": "collecting things that people need". */
    about: Template(70),
    examples: Type.Array(Example, { minItems: 40 }),
    tone: enumOf(['quiet', 'lively']),
    /** Days that a player of 12 to 15 needs, without any deadline. */
    days: Type.Integer({ minimum: 1, maximum: 60 }),
    /** How demanding it is: 1 light, 2 usual, 3 demanding. */
    effort: Type.Integer({ minimum: 1, maximum: 3 }),
    defaults: Defaults,
    prompts: Prompts(4, 12),
    notes: Prompts(3, 10),
    plans: Type.Object({ supplies: Plans, awareness: Plans, helpers: Plans, solo: Plans }, closed),
  },
  closed,
)
export type FrameContent = Static<typeof FrameContent>

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

export const HazardContent = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z-]+$' }),
    examples: Type.Array(Example, { minItems: 15 }),
    /** Harmless ideas with the same words. */
    look_alikes: Type.Array(Example, { minItems: 8 }),
    /** young: adults may do it, with the note alone. */
    ages: enumOf(['young', 'all']),
    note: Template(240),
    /** One step replaces the one of doing; five replace the plan. */
    steps: Type.Union([Five, Type.Array(StepContent, { minItems: 1, maxItems: 1 })]),
    goal: Template(200),
  },
  closed,
)
/** Further examples of hazards, by the id of the hazard. */
export const HazardExamplesContent = Type.Record(
  Type.String(),
  Type.Object({ examples: Type.Array(Example), look_alikes: Type.Array(Example) }, closed),
)
export type HazardExamplesContent = Static<typeof HazardExamplesContent>

export const HazardsContent = Type.Array(HazardContent, { minItems: 10 })
export type HazardContent = Static<typeof HazardContent>

/** A quest that is written whole. */
export const WholeContent = Type.Object(
  {
    /** Codename, after OPERATION. */
    name: Template(50),
    summary: Template(600),
    steps: Five,
    prompts: Prompts(1, 3),
    notes: Prompts(1, 3),
  },
  closed,
)
export type WholeContent = Static<typeof WholeContent>
const Wholes = Type.Array(WholeContent, { minItems: 1 })

const Questions = Type.Array(Template(240), { minItems: 2, maxItems: 2 })

/** What a language has of its own. */
export const LanguageContent = Type.Object(
  {
    /** Its name in itself. */
    name: Type.String(),
    /** Ordinary ideas of players in this language: by them it is recognised. */
    examples: Type.Array(Example, { minItems: 60 }),
    questions: Type.Object(
      {
        whom: Template(240),
        when: Template(240),
        supplies: Template(240),
        awareness: Template(240),
        helpers: Template(240),
        detail: Template(240),
        /** In place of all others. */
        care: Questions,
        listen: Questions,
        decline: Questions,
      },
      closed,
    ),
    quests: Type.Object(
      {
        supplies: Wholes,
        awareness: Wholes,
        helpers: Wholes,
        solo: Wholes,
        care: Type.Object({ distress: Wholes, danger: Wholes, friend: Wholes }, closed),
        listen: Wholes,
        decline: Wholes,
      },
      closed,
    ),
  },
  closed,
)
export type LanguageContent = Static<typeof LanguageContent>

/** Further examples of frames, by the name of the frame. */
export const FrameExamplesContent = Type.Record(Type.String(), Type.Array(Example))

/** Examples of languages that have no quests of their own, by code. */
export const OtherLanguagesContent = Type.Record(Type.String(), Type.Array(Example, { minItems: 15 }))

const Lines = Type.Array(Template(240), { minItems: 1 })
const Answered = ['who', 'where', 'outcome', 'whom', 'mode', 'detail'] as const

/** The writer's own sentences, between the texts of a frame. */
export const SentencesContent = Type.Object(
  {
    company: Type.Object(
      { out: Lines, meet: Lines, call: Lines, online: Lines, tools: Lines, money: Lines } satisfies Record<
        Company,
        unknown
      >,
      closed,
    ),
    beside: Lines,
    adult_note: Lines,
    any_age_note: Template(240),
    told: Type.Object({ lively: Lines, quiet: Lines }, closed),
    named: Template(120),
    mission: Lines,
    also: Template(120),
    answers: Type.Object(
      Object.fromEntries(Answered.map((name) => [name, Template(120)])) as Record<
        (typeof Answered)[number],
        ReturnType<typeof Template>
      >,
      closed,
    ),
    outcome: Template(160),
    count: Template(160),
    goods: Template(160),
    time: Lines,
    deadline: Lines,
    spans: Type.Record(Type.String(), Template(40)),
    which: Template(120),
    in_english: Template(240),
    defaults: Defaults,
    unsure: Type.Array(Template(400), { minItems: 1 }),
    helpline: Template(300),
  },
  closed,
)
export type SentencesContent = Static<typeof SentencesContent>

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
    seasons: Type.String(),
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

const Line = Template(800)
const line = <const T extends readonly string[]>(...names: T) =>
  Type.Object(Object.fromEntries(names.map((name) => [name, Line])) as Record<T[number], typeof Line>, closed)

/** What a text model is told. */
export const PromptContent = Type.Object(
  {
    data: Line,
    ages: line('8-11', '12-15', '16-18', 'Adult', 'any'),
    modes: line('supplies', 'awareness', 'helpers', 'solo'),
    language: Line,
    own_language: Line,
    doubt: Line,
    quest: Type.Array(Line),
    questions: Type.Array(Line),
    asked: line('whom', 'when', 'mode', 'which', 'detail'),
  },
  closed,
)
export type PromptContent = Static<typeof PromptContent>
