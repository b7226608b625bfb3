import type { FastifyError, FastifyInstance, FastifySchemaValidationError } from 'fastify'
import type { Detail } from '../errors.ts'

/**
 * A member of the query that the contract does not name is a mistake of the caller, and refused. Said once for all
 * routes, so that none can forget it. Must be called before they are registered.
 */
export function closedQueries(app: FastifyInstance) {
  app.addHook('onRoute', (route) => {
    if (!route.schema || route.schema.hide) return
    const query = route.schema.querystring ?? { type: 'object', properties: {} }
    route.schema = { ...route.schema, querystring: { ...query, additionalProperties: false } }
  })
}

const pointer = (instancePath: string) =>
  instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')

const parts: Record<string, string> = { querystring: 'query', params: 'path' }

function detailOf(part: string, { instancePath, keyword, params, message }: FastifySchemaValidationError): Detail {
  const path = (parts[part] ?? part) + pointer(instancePath)
  const named = params as Record<string, string>
  if (keyword === 'required') return { path: `${path}.${named.missingProperty}`, message: 'is required' }
  if (keyword === 'additionalProperties')
    return { path: `${path}.${named.additionalProperty}`, message: 'is not known here' }
  if (keyword === 'propertyNames')
    return { path: `${path}.${named.propertyName}`, message: 'has a name that is too long' }
  if (keyword === 'enum' || keyword === 'const')
    return { path, message: `${message}: ${JSON.stringify(named.allowedValues ?? named.allowedValue)}` }
  return { path, message: message ?? 'is not valid' }
}

/** What each branch of an `anyOf` says of the value itself, in one sentence. */
function alternatives(
  { instancePath, schemaPath, message }: FastifySchemaValidationError,
  all: FastifySchemaValidationError[],
) {
  const branches = all.filter((it) => it.instancePath === instancePath && it.schemaPath.startsWith(`${schemaPath}/`))
  const constants = branches.map(({ keyword, params }) => (keyword === 'const' ? params.allowedValue : undefined))
  if (constants.length > 0 && constants.every((it) => it !== undefined))
    return `must be one of ${constants.map((it) => JSON.stringify(it)).join(', ')}`
  const [first, ...others] = branches.map((it) => it.message ?? '')
  const words = others.map((it) => it.replace(/^must /, '').replace(first?.startsWith('must be ') ? /^be / : '', ''))
  return first ? [first, ...words].join(' or ') : message
}

/** Each member that has to change, and what it should be. */
export const detailsOf = ({ validation = [], validationContext = 'body' }: FastifyError): Detail[] =>
  validation
    // `anyOf` repeats in general what its branches say in particular; the last entry says it once.
    .filter((error, _index, all) => !(all.length > 1 && error.schemaPath.includes('/anyOf/')))
    // What is wrong with a name is told by `propertyNames`, which says whose it is.
    .filter((error) => !('propertyName' in error))
    .map((error) => (error.keyword === 'anyOf' ? { ...error, message: alternatives(error, validation) } : error))
    .map((error) => detailOf(validationContext, error))
