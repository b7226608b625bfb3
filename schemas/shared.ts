import { type Static, type TSchema, Type } from '@sinclair/typebox'

/** Points at a named schema, so that openapi.yaml says it once and its type stays whole. */
export const ref = <T extends TSchema>(schema: T, description?: string) =>
  Type.Unsafe<Static<T>>({ ...Type.Ref(schema.$id as string), ...(description ? { description } : {}) })

/** A member whose value may be null. */
export const nullable = <T extends TSchema>(schema: T, options: { description?: string; default?: null } = {}) =>
  Type.Union([schema, Type.Null()], options)

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
