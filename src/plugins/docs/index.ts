import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Access } from '../../http/principal.ts'
import { type Document, readable } from './document.ts'
import { emblem } from './emblem.ts'
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

const description = [
  'Configure nothing, and everything works on one machine. Set the variables of an outside service, and it takes over; the API does not change.',
  'Every refusal has one shape (see `Problem`), with a slug in `error` that is never renamed. Times are ISO-8601 UTC with milliseconds. A path under `/api/` without a version means v1. Unknown members of a request are refused unless the operation says that they are kept.',
  'What has a version carries it as `ETag`. Send it back as `If-Match` to change only what you have seen: otherwise 412, with what is there now.',
  'Who has no account is known by a play session: `session_id` in the body or the query, else the header `X-Session-Id`, else the cookie `session_id`, else a new one that is made and set as that cookie. What is in a session belongs to whoever knows its id; for everyone else it is 404.',
  'What may cost something takes an `Idempotency-Key`: sent again with the same body within 24 hours, the first answer comes back with `Idempotent-Replayed: true` and nothing is made, or paid, twice. 409 while the first request runs, 422 for another body.',
  'Whatever is generated says in `served_by` who made it, why it was not someone else, and what it cost.',
  'Any address may also answer 405 with `Allow`, a request that is not sound HTTP 408, 417 or 431, and one for another Host 421 on a local machine.',
  'Send `X-Request-Id` to choose the id under which a request is logged. `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` tell how many more requests you may send, and for how many seconds.',
].join('\n\n')

/** What a caller has to send to use a route. A route that says nothing is the operator's. */
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
      servers: [{ url: '/', description: 'This service' }],
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

const hidden = { schema: { hide: true }, config: { access: 'public', page: true } } as const

/** Swagger UI, ReDoc and the contract itself, from local files. */
export async function docs(app: FastifyInstance, { name }: About) {
  const icon = { filename: 'emblem.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: emblem }
  await app.register(async (pages) => {
    // Its routes are not ours to configure, and a route that says nothing is the operator's.
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public', page: true }
    })
    await pages.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: false,
      theme: { title: `${name} API`, favicon: [icon] },
      uiConfig: {
        // Without the bar above, which asks for the address of another contract.
        layout: 'BaseLayout',
        displayRequestDuration: true,
        docExpansion: 'list',
        deepLinking: true,
        persistAuthorization: true,
      },
    })
  })
  app.get('/openapi.json', hidden, (_request, reply) => reply.send(app.swagger()))
  let yaml: Promise<string> | undefined
  app.get('/openapi.yaml', hidden, async (_request, reply) => {
    yaml ??= asYaml(app)
    return reply.type('application/yaml; charset=utf-8').send(await yaml)
  })
  for (const address of ['/favicon.svg', '/favicon.ico'])
    app.get(address, hidden, (_request, reply) => file(reply, 'image/svg+xml', emblem))
  redoc(app, name)
}

const file = (reply: FastifyReply, type: string, content: string) =>
  reply.type(type).header('cache-control', 'public, max-age=86400').send(content)

/** openapi.yaml: without anchors, and with quotes wherever a reader of YAML 1.1 would see a date or a boolean. */
export async function asYaml(app: FastifyInstance) {
  // Loaded by whoever asks for it: a service that is never asked starts sooner and smaller.
  const { stringify } = await import('yaml')
  return stringify(app.swagger(), { aliasDuplicateObjects: false, blockQuote: 'literal', lineWidth: 0, version: '1.1' })
}

const redocTheme = {
  colors: { primary: { main: '#5b3fa0' } },
  typography: { fontFamily: 'system-ui, sans-serif', headings: { fontFamily: 'system-ui, sans-serif' } },
  rightPanel: { backgroundColor: '#241a3d' },
}

function redoc(app: FastifyInstance, name: string) {
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name} API</title>
<link rel="icon" href="/favicon.svg"><meta name="viewport" content="width=device-width"><style>body { margin: 0 }</style></head>
<body><redoc spec-url="/openapi.json" hide-loading expand-responses="200,201" theme='${JSON.stringify(redocTheme)}'></redoc>
<script src="/redoc/redoc.js"></script></body></html>`
  let script: string | undefined
  app.get('/redoc', hidden, (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
  app.get('/redoc/redoc.js', hidden, (_request, reply) => {
    script ??= redocScript()
    return file(reply, 'text/javascript; charset=utf-8', script)
  })
}

/** ReDoc as it is installed, but for the one picture that it would fetch from its makers. */
function redocScript() {
  const require = createRequire(import.meta.url)
  const bundle = join(dirname(require.resolve('redoc/package.json')), 'bundles/redoc.standalone.js')
  return readFileSync(bundle, 'utf8').replaceAll('https://cdn.redoc.ly/redoc/logo-mini.svg', 'data:,')
}
