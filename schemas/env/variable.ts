import { type TLiteral, type TSchema, type TString, type TUnion, Type } from '@sinclair/typebox'

/** Settings that a rule may depend on besides the value. */
export interface Situation {
  isProduction: boolean
  /** Whether EMBEDDED_OK names this capability. */
  isEmbeddedOk(capability: string): boolean
}

/** Returns the fault of a value as the end of a sentence that begins with the variable's name; undefined when it is valid. */
export type Rule = (text: string, situation: Situation) => string | undefined

/** Keywords of a variable's schema besides its type. */
export interface Keywords {
  /** Rules that JSON Schema cannot express; the first fault is reported. */
  rules?: Rule[]
  /** Never shown, not even to the operator. */
  secret?: true
  /** Required in production: what it is, for the message when it is missing. */
  requiredInProduction?: string
  /** Capability whose embedded implementation replaces it in production when EMBEDDED_OK names it. */
  embeddedInstead?: string
  /** Converts the text of the environment before it is checked. */
  decode?: (text: string) => string
}

/** A variable that is text. */
export const text = (description: string, keywords: Keywords & { default?: string } = {}) =>
  Type.String({ minLength: 1, description, ...keywords })

/** A variable that is a whole number. */
export const whole = (minimum: number, maximum: number, defaultValue: number, description: string) =>
  Type.Integer({ minimum, maximum, default: defaultValue, description })

export const yesNo = (description: string) => Type.Boolean({ default: false, description })

/** A variable that is one of some words. */
export function oneOf<T extends string>(words: readonly T[], options: { description: string; default?: NoInfer<T> }) {
  return Type.Union(
    words.map((word) => Type.Literal(word)),
    options,
  ) as unknown as TUnion<TLiteral<T>[]>
}

/** Optional variable without a default: setting it enables something. */
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

/** Example values of documentation, or one short text repeated. */
const exampleValue = /example|change[-_ ]?me|secret[-_ ]?here|your[-_ ]|placeholder|^(.{1,8})\1+$/i

const noExample: Rule = (value, { isProduction }) =>
  isProduction && exampleValue.test(value) ? 'is an example value; make one of your own' : undefined

/** Secret of this service, which grants access by itself: long enough not to be guessed. */
export const secret = (description: string, keywords: Keywords = {}): TString =>
  Type.String({ minLength: 32, secret: true, rules: [noExample], description, ...keywords })

/** API key of a provider: of any length, with characters that a header can carry. */
export const key = (description: string): TString => text(description, { secret: true, rules: [noExample, inHeader] })

const inHeader: Rule = (value) =>
  /^[\x21-\x7e]+$/.test(value) ? undefined : 'must be ASCII characters without spaces: a header carries it'

/** Sets the group of all variables of a file, for .env.example and the README. */
export const inGroup = <T extends Record<string, TSchema>>(group: string, variables: T): T =>
  Object.fromEntries(Object.entries(variables).map(([name, schema]) => [name, { ...schema, group }])) as unknown as T
