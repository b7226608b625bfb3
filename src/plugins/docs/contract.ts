import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import type { Access } from '../../http/principal.ts'
import { type Document, readable } from './document.ts'
import { withStateSchema } from './state-schema.ts'

export interface About {
  name: string
  version: string
}

export interface ContractOptions {
  /** One per domain, in the order in which they are read. */
  tags: { name: string; description: string }[]
  /** Schema of a state, where it is not the built-in one. */
  state: Record<string, unknown> | undefined
}

const description = `Configure nothing, and everything works on one machine. Set the variables of an outside service, and it takes over; the API does not change.

- **Refusals** have one shape, \`Problem\`; its \`error\` is a slug that is never renamed. Unknown members are refused unless the operation keeps them.
- **Sessions** know players without an account: \`session_id\` in the body or the query, else \`X-Session-Id\`, else the cookie, else a new one. What belongs to another session is 404.
- **Versions** come as \`ETag\`; send it back as \`If-Match\` to change only what you have seen, otherwise 412.
- **Idempotency-Key** makes what may cost something happen once: the same key and body give the first answer for 24 hours.
- **served_by** says who made what is generated, why it was not someone else, and what it cost.
- **Limits** are told by \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\`.

Times are ISO-8601 UTC with milliseconds. A path under \`/api/\` without a version means v1. \`X-Request-Id\` is yours to choose. Any address may also answer 405 with \`Allow\`, a request that is not sound HTTP 408, 417 or 431, and one for another Host 421 on a local machine.`

/** Security requirement of a route. A route without `access` is for the operator alone. */
const securityOf = (access: Access | undefined) => (access === 'public' ? [] : [{ bearer: [] }])

/** Collects the contract from the routes. Must be awaited before they are registered. */
export async function contract(app: FastifyInstance, { name, version }: About, { tags, state }: ContractOptions) {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: name,
        version,
        summary: 'The backend for stories people step into',
        description,
        license: { name: 'MIT', identifier: 'MIT' },
        contact: { name: 'Lorekeep' },
      } as never,
      servers: [
        { url: '/', description: 'The service that this document came from' },
        { url: 'http://127.0.0.1:8000', description: 'A service on this machine' },
      ],
      tags,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: "The operator's token" },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      schema: { ...schema, security: securityOf(route.config?.access) },
      url,
    }),
    transformObject: (collected) => {
      const { openapiObject } = collected as unknown as { openapiObject: Document }
      return withStateSchema(readable(openapiObject), state) as never
    },
    refResolver: {
      buildLocalReference: (schema, _baseUri, _fragment, index) => String(schema.$id ?? `schema-${index}`),
    },
  })
}

/** openapi.yaml: without anchors, and with quotes wherever a reader of YAML 1.1 would see a date or a boolean. */
export async function asYaml(document: unknown) {
  // Imported at the first use: the start is faster and takes less memory.
  const { stringify } = await import('yaml')
  return stringify(document, { aliasDuplicateObjects: false, blockQuote: 'literal', lineWidth: 0, version: '1.1' })
}
