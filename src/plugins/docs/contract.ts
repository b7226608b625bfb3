import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { prose } from '../../../schemas/prose.ts'
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

const description = prose`
  Configure nothing, and everything works on one machine. Set the variables of an outside service, and it takes
  over; the API does not change.

  - **Refusals** have one shape, \`Problem\`; its \`error\` is a slug that is never renamed. Unknown members are
    refused unless the operation keeps them.
  - **Users** send \`Authorization: Bearer <token>\`; **sessions** know players without an account: \`session_id\`
    in the body or the query, else \`X-Session-Id\`, else the cookie, else a new one. What belongs to another is
    404.
  - **Versions** come as \`ETag\`; send it back as \`If-Match\` to change only what you have seen, otherwise 412.
  - **Idempotency-Key** makes what may cost something happen once: the same key and body give the first answer for
    24 hours.
  - **served_by** says who made what is generated, why it was not someone else, and what it cost.
  - **Limits** are told by \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\`.

  Times are ISO-8601 UTC with milliseconds. A path under \`/api/\` without a version means v1. \`X-Request-Id\` is
  yours to choose. Any address may also answer 405 with \`Allow\`, a request that is not sound HTTP 408, 417 or
  431, and one for another Host 421 on a local machine.`

/** Security requirements, one of which a request meets; an empty one is met by everyone. */
const security: Record<Access, Record<string, string[]>[]> = {
  public: [],
  player: [{}, { user: [] }],
  user: [{ user: [] }],
  'user-or-operator': [{ user: [] }, { operator: [] }],
  operator: [{ operator: [] }],
}

const securitySchemes = {
  user: {
    type: 'http',
    scheme: 'bearer',
    description: 'The `token` of `register`, `login` or `signInDevice`. Without one, a player is known by the session.',
  },
  operator: { type: 'http', scheme: 'bearer', description: 'The token in `ADMIN_TOKEN`, or in `data/operator-token`' },
} as const

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
      components: { securitySchemes },
    },
    transform: ({ schema, url, route }) => ({
      schema: { ...schema, security: security[route.config?.access ?? 'operator'] },
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
