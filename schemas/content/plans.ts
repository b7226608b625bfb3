import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { closed, Example, Template } from './text.ts'

/** What a step may need a companion for. `sentences.yaml` has the sentence that is added for young players. */
export const Company = enumOf(['out', 'meet', 'call', 'online', 'tools', 'money'])
export type Company = Static<typeof Company>

export const StepContent = Type.Object(
  { title: Template(80), text: Template(620), with: Type.Optional(Company) },
  closed,
)
export type StepContent = Static<typeof StepContent>

export const Five = Type.Array(StepContent, { minItems: 5, maxItems: 5 })
export const Prompts = (minItems: number, maxItems: number) => Type.Array(Template(240), { minItems, maxItems })

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
export const Defaults = Type.Object(
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

/** Further examples of frames, by the name of the frame. */
export const FrameExamplesContent = Type.Record(Type.String(), Type.Array(Example))

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
