import { type Static, Type } from '@sinclair/typebox'
import { type Company, Defaults } from './plans.ts'
import { closed, Template } from './text.ts'

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
