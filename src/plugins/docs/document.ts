import { isDeepStrictEqual } from 'node:util'

type Json = Record<string, unknown>
type Ref = { $ref: string }
type Header = { description: string; schema: Json }
type Reply = {
  $ref?: string
  description?: string
  headers?: Record<string, Header | Ref>
  content?: Record<string, Media>
}
type Media = { schema?: Json; examples?: Json }
type Parameter = { name: string; in: string; required?: boolean; schema: Json }
type Operation = Json & {
  tags?: string[]
  security?: Json[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
}
type Paths = Record<string, Record<string, Operation & { responses: Record<string, Reply> }>>
type Components = {
  schemas: Record<string, Json>
  securitySchemes?: Json
  responses?: Record<string, Reply>
  headers?: Json
}
export type Document = Json & { tags: { name: string }[]; paths: Paths; components: Components }

/** Names of the shared components for refusals with several slugs, by status. */
const shared: Record<string, string> = { 400: 'BadRequest', 503: 'ServiceUnavailable' }

const pascal = (slug: string) => slug.replace(/(^|-)[a-z]/g, (letter) => letter.replace('-', '').toUpperCase())

/** The component that a refusal becomes: named after its slug, or after its status when it may say several. */
function componentOf({ content }: Reply, status: string) {
  const { schema, examples = {} } = content?.['application/json'] ?? {}
  if (schema?.$ref !== '#/components/schemas/Problem') return undefined
  const [slug = '', ...others] = Object.keys(examples)
  return others.length === 0 ? pascal(slug) : shared[status]
}

const requestId = {
  description: 'Names this request, also in the log; quote it when you report a problem',
  schema: { type: 'string', examples: ['019aa0c8-93a5-7000-8000-000000000000'] },
}
const places = ['path', 'query', 'header']

const words = (text: string) => text.split(' ')

/** The order in which a person reads. Members that are not named come where the dots are, or last. */
const orders = {
  document: words('openapi info servers tags security paths components'),
  operation: words('operationId tags summary description security parameters requestBody responses'),
  reply: words('description headers content'),
  parameter: words('name in required description schema example'),
  schema: words(
    '$ref type format description enum anyOf items required properties additionalProperties … default examples',
  ),
}

function ordered<T extends object>(value: T, order: readonly string[]): T {
  const others = order.includes('…') ? order.indexOf('…') : order.length
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : others)
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => place(one) - place(other))) as T
}

const mapped = <T, U>(members: Record<string, T>, change: (value: T, key: string) => U) =>
  Object.fromEntries(Object.entries(members).map(([key, value]) => [key, change(value, key)]))

/** A schema with its members in reading order. */
function schemaOf(schema: Json): Json {
  const { anyOf, properties, items, additionalProperties, ...rest } = schema as {
    anyOf?: Json[]
    properties?: Record<string, Json>
    items?: Json
    additionalProperties?: boolean | Json
  }
  const open = typeof additionalProperties === 'object' ? schemaOf(additionalProperties) : additionalProperties
  const own: Json = {
    ...rest,
    ...(anyOf ? { anyOf: anyOf.map(schemaOf) } : {}),
    ...(items ? { items: schemaOf(items) } : {}),
    ...(properties && Object.keys(properties).length > 0 ? { properties: mapped(properties, schemaOf) } : {}),
    ...(open === undefined ? {} : { additionalProperties: open }),
  }
  return ordered(own, orders.schema)
}

const codeOf = ({ content }: Reply) => {
  const [example] = Object.values(content?.['application/json']?.examples ?? {}) as { value: { code: number } }[]
  return example?.value.code ?? 0
}
const byStatus = ([, one]: [string, Reply], [, other]: [string, Reply]) => codeOf(one) - codeOf(other)

const titled = (header: string) => header.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())

const parameterOf = (parameter: Parameter) =>
  ordered(
    {
      ...parameter,
      name: parameter.in === 'header' ? titled(parameter.name) : parameter.name,
      required: parameter.required === true,
      schema: schemaOf(parameter.schema),
    },
    orders.parameter,
  )

const parametersOf = (parameters: Parameter[]) =>
  parameters.map(parameterOf).sort((one, other) => places.indexOf(one.in) - places.indexOf(other.in))

const contentOf = <T extends { content?: Record<string, Media> }>(part: T): T =>
  part.content
    ? { ...part, content: mapped(part.content, (media) => ({ ...media, schema: schemaOf(media.schema ?? {}) })) }
    : part

/** Key of the schema of a body that may be left out. It is not part of the contract. */
const OPTIONAL = 'x-optional'

function requestBodyOf({ content, ...rest }: NonNullable<Operation['requestBody']>) {
  const isOptional = Object.values(content).some(({ schema }) => schema?.[OPTIONAL])
  const stated = mapped(content, (media) => {
    const { [OPTIONAL]: _optional, ...schema } = media.schema ?? {}
    return { ...media, schema }
  })
  return contentOf({ ...rest, ...(isOptional ? { required: false } : {}), content: stated })
}

/**
 * The collected contract as a person would write it: saves before probes, one entry for each refusal that all
 * operations share, short schemas, and members in reading order. Its meaning does not change.
 */
export function readable(collected: Document): Document {
  const responses: Record<string, Reply> = {}
  const headers: Record<string, Header> = {}
  const headerOf = (header: Header, name: string) => {
    const own = ordered({ ...header, schema: schemaOf(header.schema) }, orders.parameter)
    headers[name] ??= own
    return isDeepStrictEqual(headers[name], own) ? { $ref: `#/components/headers/${name}` } : own
  }
  const replyOf = (reply: Reply, status: string): Reply => {
    const named = mapped({ ...reply.headers, 'X-Request-Id': requestId }, headerOf)
    const own = ordered(contentOf({ ...reply, headers: named }), orders.reply)
    const name = componentOf(reply, status)
    if (name === undefined) return own
    responses[name] ??= own
    return isDeepStrictEqual(responses[name], own) ? { $ref: `#/components/responses/${name}` } : own
  }
  const operationOf = (operation: Paths[string][string]) => ({
    ...ordered(operation, orders.operation),
    ...(operation.parameters ? { parameters: parametersOf(operation.parameters) } : {}),
    ...(operation.requestBody ? { requestBody: requestBodyOf(operation.requestBody) } : {}),
    responses: mapped(operation.responses, replyOf),
  })
  const tags = collected.tags.map(({ name }) => name)
  const place = ([, methods]: [string, Paths[string]]) => tags.indexOf(Object.values(methods)[0]?.tags?.[0] ?? '')
  const inOrder = Object.entries(collected.paths).sort((one, other) => place(one) - place(other))
  const paths = mapped(Object.fromEntries(inOrder), (methods) => mapped(methods, operationOf)) as Paths
  const { schemas, securitySchemes } = collected.components
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const components = {
    // Omitted when no operation requires it.
    ...(operations.some(({ security }) => security?.length) ? { securitySchemes } : {}),
    responses: Object.fromEntries(Object.entries(responses).sort(byStatus)),
    headers,
    schemas: mapped(schemas, schemaOf),
  }
  return ordered({ ...collected, paths, components }, orders.document)
}
