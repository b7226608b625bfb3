import { type TLiteral, type TSchema, type TString, type TUnion, Type } from '@sinclair/typebox'

/** What a rule may know besides the value. */
export interface Situation {
  isProduction: boolean
  /** Whether EMBEDDED_OK names this capability. */
  isEmbeddedOk(capability: string): boolean
}

/** What is wrong with a value, as the end of a sentence that begins with the variable's name. */
export type Rule = (text: string, situation: Situation) => string | undefined

/** What the schema of a variable may say besides its type. */
export interface Keywords {
  /** Rules that JSON Schema cannot express; the first that finds something speaks. */
  rules?: Rule[]
  /** Never shown, not even to the operator. */
  secret?: true
  /** Why production does not start without it. */
  requiredInProduction?: string
  /** The capability that may be served embedded in its place, when EMBEDDED_OK names it. */
  embeddedInstead?: string
  /** Turns the text as it arrives into the text that is meant. */
  decode?: (text: string) => string
}

/** A variable that is text. */
export const text = (description: string, keywords: Keywords & { default?: string } = {}) =>
  Type.String({ minLength: 1, description, ...keywords })

/** A variable that is a whole number. */
export const whole = (minimum: number, maximum: number, by: number, description: string) =>
  Type.Integer({ minimum, maximum, default: by, description })

export const yesNo = (description: string) => Type.Boolean({ default: false, description })

/** A variable that is one of some words. */
export function oneOf<T extends string>(words: readonly T[], options: { description: string; default?: NoInfer<T> }) {
  return Type.Union(
    words.map((word) => Type.Literal(word)),
    options,
  ) as unknown as TUnion<TLiteral<T>[]>
}

/** Switches something on by being set; one that is not optional holds its default. */
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

/** Examples of documentation, and one short text repeated. */
const exampleValue = /example|change[-_ ]?me|secret[-_ ]?here|your[-_ ]|placeholder|^(.{1,8})\1+$/i

const noExample: Rule = (value, { isProduction }) =>
  isProduction && exampleValue.test(value) ? 'is an example value; make one of your own' : undefined

/** A secret of ours, which opens something to everyone who knows it: too long to be guessed. */
export const secret = (description: string, keywords: Keywords = {}): TString =>
  Type.String({ minLength: 32, secret: true, rules: [noExample], description, ...keywords })

/** A secret that a provider gave us, of whatever length, as a header can carry it. */
export const key = (description: string): TString => text(description, { secret: true, rules: [noExample, inHeader] })

const inHeader: Rule = (value) =>
  /^[\x21-\x7e]+$/.test(value) ? undefined : 'must be ASCII characters without spaces: a header carries it'

/** Gives all variables of a file their place in .env.example and in the README. */
export const inGroup = <T extends Record<string, TSchema>>(group: string, variables: T): T =>
  Object.fromEntries(Object.entries(variables).map(([name, schema]) => [name, { ...schema, group }])) as unknown as T
