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

/** What was compiled, by its kind, the named schemas that it may refer to, and its own schema. */
const compiled = new Map<string, unknown>()

/** Numbers instead of the named schemas themselves, which are long. */
const scopes = new Map<string, number>()
function scopeOf(externalSchemas: object): number {
  const text = JSON.stringify(externalSchemas)
  const scope = scopes.get(text) ?? scopes.size
  scopes.set(text, scope)
  return scope
}

/**
 * What is compiled of each schema, once per process, however many routes and apps share it: most of them are the same few
 * refusals, headers and paths.
 */
function compileOnce<T>(kind: string, externalSchemas: object, compile: (route: Route) => T): (route: Route) => T {
  const scope = scopeOf(externalSchemas)
  return (route) => {
    const key = `${kind} ${scope} ${route.httpPart} ${JSON.stringify(route.schema)}`
    const known = (compiled.get(key) as T | undefined) ?? compile(route)
    compiled.set(key, known)
    return known
  }
}

/** A validator that is compiled when it is first used: to compile all of them at the start takes half of it. */
function compiledLate(compile: () => Validate): Validate {
  let compiled: Validate | undefined
  const validate: Validate = (value) => {
    compiled ??= compile()
    const isValid = compiled(value)
    validate.errors = compiled.errors
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
    let compile: ReturnType<typeof build> | undefined
    return (route: Route) => {
      compile ??= build(externalSchemas, { ...options, customOptions: { ...shared, ...own } })
      return compile(route)
    }
  }
  const strict = compilerOf({ coerceTypes: false })
  const coercing = compilerOf({ coerceTypes: true })
  const thorough = compilerOf({ coerceTypes: false, allErrors: true })
  return compileOnce('validator', externalSchemas, (route) =>
    route.httpPart === 'body'
      ? thenAllFaults(
          compiledLate(() => strict(route)),
          () => thorough(route),
        )
      : compiledLate(() => coercing(route)),
  )
}

interface Validate {
  (value: unknown): boolean
  errors?: object[] | null
}

/** Values in a body up to which all of its faults are reported; for a larger one, only the first. */
const MAX_THOROUGH = 2_000

/**
 * Stops at the first fault of a body and looks for the others only when there is one: valid bodies cost no more. The
 * second validator is compiled at its first use.
 */
function thenAllFaults(first: Validate, compile: () => Validate): Validate {
  let all: Validate | undefined
  const validate: Validate = (value) => {
    if (first(value)) return true
    validate.errors = first.errors
    if (countUpTo(MAX_THOROUGH, value) < MAX_THOROUGH) {
      all ??= compile()
      if (!all(value)) validate.errors = all.errors
    }
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
  return compileOnce('serializer', externalSchemas as object, (route) => {
    let serialize: ReturnType<typeof compile> | undefined
    return (data: unknown) => {
      serialize ??= compile(route as never)
      return serialize(data)
    }
  }) as typeof compile
}

/** Compilers of validators and serializers from the schemas of routes. */
export const schemaController: SchemaController = {
  // The package's types omit the route argument, which names the validated part of the request.
  compilersFactory: { buildValidator: buildValidator as unknown as BuildValidator, buildSerializer },
}
