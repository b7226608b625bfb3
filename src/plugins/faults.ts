import type { FastifyError, FastifySchemaValidationError } from 'fastify'
import { wordsOfPattern } from '../../schemas/shared.ts'
import type { Detail } from '../errors.ts'

type Fault = FastifySchemaValidationError
type Params = Record<string, unknown>

const pathOf = (instancePath: string) =>
  instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')

const parts: Record<string, string> = { querystring: 'query', params: 'path' }

const kinds: Record<string, string> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'an array',
  null: 'null',
}
const kindsOf = (type: unknown) => [type].flat().map((one) => kinds[String(one)] ?? String(one))

const counted = (limit: unknown, noun: string) => `${limit} ${noun}${limit === 1 ? '' : 's'}`
const quoted = (values: unknown) => (values as unknown[]).map((value) => JSON.stringify(value)).join(', ')

/** Message for each keyword of JSON Schema that a value can fail. */
const words: Record<string, (params: Params) => string> = {
  type: ({ type }) => `must be ${kindsOf(type).join(' or ')}`,
  enum: ({ allowedValues }) => `must be one of ${quoted(allowedValues)}`,
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
  minLength: ({ limit }) => `must have at least ${counted(limit, 'character')}`,
  maxLength: ({ limit }) => `must have at most ${counted(limit, 'character')}`,
  minItems: ({ limit }) => `must have at least ${counted(limit, 'item')}`,
  maxItems: ({ limit }) => `must have at most ${counted(limit, 'item')}`,
  minProperties: ({ limit }) => `must have at least ${counted(limit, 'member')}`,
  maxProperties: ({ limit }) => `must have at most ${counted(limit, 'member')}`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
  exclusiveMinimum: ({ limit }) => `must be more than ${limit}`,
  exclusiveMaximum: ({ limit }) => `must be less than ${limit}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  format: ({ format }) => `must be a valid ${format}`,
  pattern: ({ pattern }) => wordsOfPattern(String(pattern)),
  uniqueItems: () => 'must not have an item twice',
}

/** Keywords about a missing or wrongly named member: reported with the path of that member, not of its object. */
const named: Record<string, (params: Params) => Detail> = {
  required: ({ missingProperty }) => ({ path: `.${missingProperty}`, message: 'is required' }),
  additionalProperties: ({ additionalProperty }) => ({
    path: `.${additionalProperty}`,
    message: 'is not known here',
  }),
  propertyNames: ({ propertyName }) => ({ path: `.${propertyName}`, message: 'has a name that is too long' }),
}

function detailOf(part: string, { instancePath, keyword, params, message = 'is not valid' }: Fault): Detail {
  const path = (parts[part] ?? part) + pathOf(instancePath)
  const member = named[keyword]?.(params)
  if (member) return { path: path + member.path, message: member.message }
  return { path, message: words[keyword]?.(params) ?? message }
}

/** Details in one refusal. */
const MAX_DETAILS = 10

/** Each member that has to change, and what it should be: one detail per member, its first fault. */
export function detailsOf({ validation = [], validationContext = 'body' }: FastifyError): Detail[] {
  const details = new Map<string, Detail>()
  for (const fault of validation) {
    // The fault of a name comes again as `propertyNames`, which contains the name.
    if ('propertyName' in fault) continue
    const detail = detailOf(validationContext, fault)
    if (!details.has(detail.path)) details.set(detail.path, detail)
    if (details.size === MAX_DETAILS) break
  }
  return [...details.values()]
}
