import { type Static, Type } from '@sinclair/typebox'
import { closed, Template } from './text.ts'

/** Lower-case words and their signs, with spaces between them. */
const Words = Type.String({ pattern: "^[a-z_'*]+( [a-z_'*]+)*$" })
const Lines = Type.Array(Template(200), { minItems: 1 })
const Flavour = Type.Object({ before: Type.String({ minLength: 1 }), details: Lines }, closed)

/** What content/storyteller.yaml may hold. */
export const StorytellerContent = Type.Object(
  {
    small: Words,
    adjectives: Words,
    moods: Type.Object({ fear: Words, anger: Words, sorrow: Words, joy: Words }, closed),
    manners: Type.Object({ brief: Words, warm: Words, funny: Words, mysterious: Words, bold: Words }, closed),
    openings: Type.Object({ deed: Lines, question: Lines, other: Lines }, closed),
    turns: Type.Object({ calm: Lines, fear: Lines, anger: Lines, sorrow: Lines, joy: Lines }, closed),
    details: Type.Object({ name: Lines, word: Lines, none: Lines }, closed),
    flavours: Type.Object({ warm: Flavour, funny: Flavour, mysterious: Flavour, bold: Flavour }, closed),
    questions: Type.Object({ thing: Lines, name: Lines, none: Lines }, closed),
  },
  closed,
)
export type StorytellerContent = Static<typeof StorytellerContent>
