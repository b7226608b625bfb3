import AjvCompiler from '@fastify/ajv-compiler'
import SerializerCompiler from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

const shared = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: false,
  // Members such as `examples` are for the reader of the contract.
  strict: false,
} as const

type SchemaController = NonNullable<FastifyServerOptions['schemaController']>
type Factory = NonNullable<SchemaController['compilersFactory']>
type BuildValidator = NonNullable<Factory['buildValidator']>
type BuildSerializer = NonNullable<Factory['buildSerializer']>

/**
 * Bodies are taken as they are: "1" is not 1, and an unknown member is an error, not dropped. Only what arrives as text
 * by nature (path, query, headers) is converted to the type that the contract names.
 */
const buildValidator = (externalSchemas: object, options: object) => {
  const build = AjvCompiler() as unknown as (schemas: object, options: object) => (route: object) => never
  const strict = build(externalSchemas, { ...options, customOptions: { ...shared, coerceTypes: false } })
  const coercing = build(externalSchemas, { ...options, customOptions: { ...shared, coerceTypes: true } })
  return (route: { httpPart?: string }) => (route.httpPart === 'body' ? strict(route) : coercing(route))
}

/**
 * Each schema is compiled once, however many routes answer with it: nearly all of them are the same few refusals, and
 * compiling them again for every route took most of the start and a fifth of the memory.
 */
const buildSerializer: BuildSerializer = (externalSchemas, options) => {
  const compile = SerializerCompiler()(externalSchemas, options)
  const known = new Map<string, ReturnType<typeof compile>>()
  return (route) => {
    const key = JSON.stringify(route.schema)
    const serializer = known.get(key) ?? compile(route)
    known.set(key, serializer)
    return serializer
  }
}

/** How the contract becomes code that reads requests and writes answers. */
export const schemaController: SchemaController = {
  // The package's types leave out the route that it is handed, which says what part of the request is validated.
  compilersFactory: { buildValidator: buildValidator as unknown as BuildValidator, buildSerializer },
}
