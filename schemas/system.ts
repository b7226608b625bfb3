import { type Static, Type } from '@sinclair/typebox'
import { operatorProblems, probeProblems, problems } from './problems.ts'
import { prose } from './prose.ts'
import { answer, enumOf, nullable, ref, Timestamp } from './shared.ts'

export const tag = { name: 'system', description: 'How the service is doing, and who serves what' }
const tags = [tag.name]

export const Root = Type.Object(
  {
    name: Type.String({ examples: ['Lorekeep'] }),
    version: Type.String({ examples: ['0.1.0'] }),
    status: Type.Literal('running'),
    docs: Type.String({ examples: ['/docs'] }),
    health: Type.String({ examples: ['/health'] }),
    openapi: Type.String({ examples: ['/openapi.yaml'] }),
  },
  { $id: 'Root', description: 'The service and its addresses' },
)
export type Root = Static<typeof Root>

export const Health = Type.Object(
  {
    status: enumOf(['ok', 'degraded', 'error']),
    timestamp: Timestamp,
    database: enumOf(['connected', 'disconnected']),
    redis: enumOf(['connected', 'disconnected', 'not_configured']),
    checks: Type.Object({
      database: enumOf(['ok', 'error']),
      disk_space: Type.Object({
        status: enumOf(['ok', 'low', 'unknown']),
        free_gb: Type.Number({ description: 'Free space where the data folder is, in GB (10^9 bytes)' }),
      }),
      images: Type.Object({
        total: nullable(Type.Integer({ minimum: 0 }), {
          description: 'Pictures, without those in the trash, as of the last minute; null when they cannot be counted',
        }),
      }),
    }),
  },
  {
    $id: 'Health',
    description: 'The service and what it depends on',
    examples: [
      {
        status: 'ok',
        timestamp: '2026-11-20T09:30:00.000Z',
        database: 'connected',
        redis: 'not_configured',
        checks: { database: 'ok', disk_space: { status: 'ok', free_gb: 52.1 }, images: { total: 1204 } },
      },
    ],
  },
)
export type Health = Static<typeof Health>

export const Liveness = Type.Object(
  { status: Type.Literal('ok') },
  {
    $id: 'Liveness',
    description: 'The process answers',
    examples: [{ status: 'ok' }],
  },
)

export const Readiness = Type.Object(
  {
    status: enumOf(['ready', 'not_ready']),
    database: enumOf(['connected', 'disconnected']),
    migrations: enumOf(['done', 'pending', 'unknown']),
    draining: Type.Boolean({ description: 'The service is stopping and finishes what runs' }),
    overloaded: Type.Boolean({ description: 'The service is too busy and refuses new requests' }),
  },
  {
    $id: 'Readiness',
    description: 'Whether to send traffic here, and why not',
    examples: [{ status: 'ready', database: 'connected', migrations: 'done', draining: false, overloaded: false }],
  },
)
export type Readiness = Static<typeof Readiness>

export const Capability = Type.Object(
  {
    capability: Type.String({ examples: ['cache'] }),
    adapter: Type.String({ description: 'Who serves it', examples: ['memory'] }),
    embedded: Type.Boolean({ description: 'Served on this machine, without any outside service' }),
    embedded_ok: Type.Boolean({ description: 'Embedded in production because EMBEDDED_OK names it' }),
    state: enumOf(['ok', 'degraded', 'down']),
    fallbacks: Type.Array(Type.String(), {
      description: 'Who steps in when it cannot, in order',
      examples: [['memory']],
    }),
    upgrades: Type.Array(
      Type.Object({
        adapter: Type.String(),
        variables: Type.Array(Type.String({ description: 'A name, never a value' })),
      }),
      { description: 'What else could serve it, and the variables that switch to it' },
    ),
  },
  {
    $id: 'Capability',
    description: 'What the service can do, and who does it',
    examples: [
      {
        capability: 'cache',
        adapter: 'memory',
        embedded: true,
        embedded_ok: false,
        state: 'ok',
        fallbacks: [],
        upgrades: [{ adapter: 'redis', variables: ['REDIS_URL'] }],
      },
    ],
  },
)
export type Capability = Static<typeof Capability>

export const Capabilities = Type.Object(
  { items: Type.Array(ref(Capability)) },
  {
    $id: 'Capabilities',
    description: 'Everything the service can do',
  },
)

export const readRoot = {
  operationId: 'readRoot',
  tags,
  summary: 'What this service is and where to go on',
  description: 'A page for a browser that asks for HTML, JSON for everyone else.',
  response: {
    200: {
      description: 'The service and its addresses',
      content: { 'application/json': { schema: ref(Root) }, 'text/html': { schema: Type.String() } },
    },
    ...problems(),
  },
}

export const readHealth = {
  operationId: 'readHealth',
  tags,
  summary: 'How the service and what it depends on are doing',
  description: '503 only when the database is away. Little disk space or a lost Redis is degraded, with 200.',
  response: {
    200: answer('Working, perhaps degraded', ref(Health)),
    ...probeProblems(),
    503: answer('The database is away', ref(Health)),
  },
}

export const readMetrics = {
  operationId: 'readMetrics',
  tags,
  summary: 'What the service counts, for Prometheus',
  description: prose`
    Answers by operation and status, calls of outside services, caches, credits, call minutes, jobs, memory and the
    delay of the event loop; of all workers together. Give Prometheus the token of the operator.`,
  response: {
    200: { description: 'In the text format of Prometheus', content: { 'text/plain': { schema: Type.String() } } },
    ...problems(...operatorProblems),
  },
}

export const readLiveness = {
  operationId: 'readLiveness',
  tags,
  summary: 'The process runs',
  description: 'Looks at nothing else: restart the process when this fails.',
  response: { 200: answer('It runs', ref(Liveness)), ...probeProblems() },
}

export const readReadiness = {
  operationId: 'readReadiness',
  tags,
  summary: 'The service can take requests',
  description:
    'Database reachable, migrations done, neither draining nor overloaded: send traffic only while this is 200.',
  response: {
    200: answer('Ready', ref(Readiness)),
    ...probeProblems(),
    503: answer('Not ready', ref(Readiness)),
  },
}

export const readCapabilities = {
  operationId: 'readCapabilities',
  tags,
  summary: 'Who serves each capability, and what would upgrade it',
  description: 'Names of variables, never their values.',
  response: { 200: answer('Every capability', ref(Capabilities)), ...problems() },
}
