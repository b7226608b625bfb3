import AjvCompiler from '@fastify/ajv-compiler'
import SerializerCompiler from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

const shared = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: false,
  // `examples` and other keywords for readers of the contract are not known to Ajv.
  strict: false,
  // That they are schemas is tested with the contract: to check it at each start takes a fifth of the start.
  validateSchema: false,
  meta: false,
} as const

type SchemaController = NonNullable<FastifyServerOptions['schemaController']>
type Factory = NonNullable<SchemaController['compilersFactory']>
type BuildValidator = NonNullable<Factory['buildValidator']>
type BuildSerializer = NonNullable<Factory['buildSerializer']>

interface Route {
  schema: unknown
  httpPart?: string
}

/** Validators and serializers, by their kind, the named schemas that they may refer to, and their own schema. */
const known = new Map<string, unknown>()

/** What has not been compiled yet. */
const uncompiled = new Set<() => unknown>()

/** Compiles what no request has needed yet. Throws for a schema that cannot be compiled. */
export function compileAll() {
  for (const compile of uncompiled) compile()
}

/** Numbers instead of the named schemas themselves, which are long. */
const scopes = new Map<string, number>()
function scopeOf(externalSchemas: object): number {
  const text = JSON.stringify(externalSchemas)
  const scope = scopes.get(text) ?? scopes.size
  scopes.set(text, scope)
  return scope
}

/**
 * One validator or serializer for each schema of a process, however many routes and apps share it: most of them are the
 * same few refusals, headers and paths.
 */
function oncePerSchema<T>(kind: string, externalSchemas: object, make: (route: Route) => T): (route: Route) => T {
  const scope = scopeOf(externalSchemas)
  return (route) => {
    const key = `${kind} ${scope} ${route.httpPart} ${JSON.stringify(route.schema)}`
    const made = (known.get(key) as T | undefined) ?? make(route)
    known.set(key, made)
    return made
  }
}

/** What is compiled at its first use: to compile all schemas takes a third of a start. */
function atFirstUse<T>(compile: () => T): () => T {
  let compiled: T | undefined
  const get = () => {
    uncompiled.delete(get)
    compiled ??= compile()
    return compiled
  }
  uncompiled.add(get)
  return get
}

/** Fastify reads `errors`, and hands over no parent of a value: no schema converts a value that has none. */
function validatorAtFirstUse(compile: () => Validate): Validate {
  const compiled = atFirstUse(compile)
  const validate: Validate = (value) => {
    const isValid = compiled()(value)
    validate.errors = compiled().errors
    return isValid
  }
  return validate
}

/**
 * Validators of requests. Bodies are not converted: "1" is not 1, and an unknown member is an error. Path, query and
 * headers always arrive as text, so they are converted to the type in the contract.
 */
const buildValidator = (externalSchemas: object, options: object) => {
  const build = AjvCompiler() as unknown as (schemas: object, options: object) => (route: Route) => Validate
  const compilerOf = (own: object) => {
    const compiler = atFirstUse(() => build(externalSchemas, { ...options, customOptions: { ...shared, ...own } }))
    return (route: Route) => compiler()(route)
  }
  const strict = compilerOf({ coerceTypes: false })
  const coercing = compilerOf({ coerceTypes: true })
  const thorough = compilerOf({ coerceTypes: false, allErrors: true })
  return oncePerSchema('validator', externalSchemas, (route) =>
    route.httpPart === 'body'
      ? thenAllFaults(
          validatorAtFirstUse(() => strict(route)),
          validatorAtFirstUse(() => thorough(route)),
        )
      : validatorAtFirstUse(() => coercing(route)),
  )
}

interface Validate {
  (value: unknown): boolean
  errors?: object[] | null
}

/** Values in a body up to which all of its faults are reported; for a larger one, only the first. */
const MAX_THOROUGH = 2_000

/** Stops at the first fault of a body and looks for the others only when there is one: valid bodies cost no more. */
function thenAllFaults(first: Validate, all: Validate): Validate {
  const validate: Validate = (value) => {
    if (first(value)) return true
    validate.errors = first.errors
    if (countUpTo(MAX_THOROUGH, value) < MAX_THOROUGH && !all(value)) validate.errors = all.errors
    return false
  }
  return validate
}

/** Number of values, at most `limit`. */
function countUpTo(limit: number, value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const item of Object.values(value)) {
    if (count >= limit) return limit
    count += countUpTo(limit - count, item)
  }
  return count
}

const buildSerializer: BuildSerializer = (externalSchemas, options) => {
  const compile = SerializerCompiler()(externalSchemas, options)
  return oncePerSchema('serializer', externalSchemas as object, (route) => {
    const serialize = atFirstUse(() => compile(route as never))
    return (data: unknown) => serialize()(data)
  }) as typeof compile
}

/** Compilers of validators and serializers from the schemas of routes. */
export const schemaController: SchemaController = {
  // The package's types omit the route argument, which names the validated part of the request.
  compilersFactory: { buildValidator: buildValidator as unknown as BuildValidator, buildSerializer },
}
