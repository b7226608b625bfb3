import { type Static, Type } from '@sinclair/typebox'
import { closed, Example } from './text.ts'

/** Answered with care: the player, or a friend, may be in danger. */
export const careClasses = ['distress', 'friend', 'abuse', 'grooming'] as const
/** Declined: it would hurt somebody, or it is not for children. */
export const declineClasses = ['harm', 'crime', 'hate', 'drugs', 'sexual', 'spying'] as const

const ClassContent = Type.Object(
  {
    /** Decisive wherever they stand in a text: two to six words that mean nothing else. */
    phrases: Type.Array(Example),
    /** Whole messages, as players write them. */
    lines: Type.Array(Example, { minItems: 1 }),
  },
  closed,
)

const Class = Type.Optional(ClassContent)

/** A file of one language; a language may have several. */
export const SafetyContent = Type.Object(
  {
    distress: Class,
    friend: Class,
    abuse: Class,
    grooming: Class,
    harm: Class,
    crime: Class,
    hate: Class,
    drugs: Class,
    sexual: Class,
    spying: Class,
    /** Harmless, though they sound wild. */
    look_alikes: Type.Optional(Type.Array(Example)),
    /** Harmless as anything. */
    plain: Type.Optional(Type.Array(Example)),
  },
  { ...closed, minProperties: 1 },
)
/** Words that are never said again. */
export const RudeContent = Type.Object({ words: Type.String() }, closed)

export type SafetyContent = Static<typeof SafetyContent>
export type SafetyClass = Exclude<keyof SafetyContent, 'look_alikes' | 'plain'>
