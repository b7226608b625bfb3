import { Kind, type SchemaOptions, type Static, type TSchema, Type, TypeRegistry } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** Points at a named schema, so that openapi.yaml says it once and its type stays whole. */
export const ref = <T extends TSchema>(schema: T, description?: string) =>
  Type.Unsafe<Static<T>>({ ...Type.Ref(schema.$id as string), ...(description ? { description } : {}) })

TypeRegistry.Set<TSchema>('StringEnum', ({ enum: words }, value) => words.includes(value))

/** One of some words, in the short form of JSON Schema: `Type.Union` of literals becomes an `anyOf` of constants. */
export const enumOf = <const T extends readonly string[]>(words: T, options: SchemaOptions = {}) =>
  Type.Unsafe<T[number]>({ ...options, [Kind]: 'StringEnum', type: 'string', enum: [...words] })

const Branches = Symbol('Branches')
TypeRegistry.Set<TSchema & { [Branches]: TSchema[] }>('AnyType', ({ [Branches]: branches }, value) =>
  branches.some((branch) => Value.Check(branch, value)),
)

/** A value of one of several plain types, in the short form of JSON Schema; only the first may have bounds. */
export const anyType = <T extends TSchema[]>(branches: [...T], options: SchemaOptions = {}) =>
  Type.Unsafe<Static<T[number]>>({
    ...branches[0],
    ...options,
    type: branches.map(({ type }) => type),
    ...(branches[0]?.enum ? { enum: [...branches[0].enum, null] } : {}),
    // How TypeBox itself checks a value; a symbol is not part of the JSON Schema.
    [Kind]: 'AnyType',
    [Branches]: branches,
  })

/** A member whose value may be null. */
export const nullable = <T extends TSchema>(schema: T, options: { description?: string; default?: null } = {}) =>
  Type.Unsafe<Static<T> | null>(
    ['string', 'integer', 'number', 'boolean'].includes(schema.type)
      ? anyType([schema, Type.Null()], options)
      : Type.Union([schema, Type.Null()], options),
  )

/**
 * A member of a request that may be left out and is filled in before an action sees it: optional for those who send
 * it, always there for those who read it.
 */
export const defaulted = <T extends TSchema>(schema: T) => Type.Optional(schema) as unknown as T

const patterns = new Map<string, string>()

/** A pattern, and what it asks for in words, which a refusal tells. */
export function pattern(regex: string, words: string) {
  patterns.set(regex, words)
  return { pattern: regex }
}
export const wordsOfPattern = (regex: string) => patterns.get(regex) ?? `must match ${regex}`

export const Timestamp = Type.String({
  format: 'date-time',
  description: 'ISO-8601, UTC, with milliseconds and Z',
  examples: ['2026-11-20T09:30:00.000Z'],
})

/** A header of an answer. */
export const header = (schema: TSchema, description: string) => ({ ...schema, description })
export const etagHeader = { ETag: header(Type.String({ examples: ['"3"'] }), 'The version, quoted') }

/** A successful answer, as an entry of `response`. */
export const answer = <T extends TSchema>(description: string, schema: T, headers?: Record<string, unknown>) => ({
  description,
  ...(headers ? { headers } : {}),
  content: { 'application/json': { schema } },
})

/** An answer without a body. */
export const empty = (description: string, headers?: Record<string, unknown>) => ({
  ...Type.Null({ description }),
  ...(headers ? { headers } : {}),
})
