import { type Static, Type } from '@sinclair/typebox'
import { Five, Prompts } from './plans.ts'
import { closed, Example, Template } from './text.ts'

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

/** Examples of languages that have no quests of their own, by code. */
export const OtherLanguagesContent = Type.Record(Type.String(), Type.Array(Example, { minItems: 15 }))
