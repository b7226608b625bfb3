import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { enumOf, header, ref } from './shared.ts'

interface Row {
  status: number
  /** What happened and what to do, when the refusal says nothing more exact. */
  sentence: string
  /** Headers that it always carries, with what they say unless the refusal knows better. */
  headers?: Record<string, string>
  /** What it really says, when its sentence is only the general case. */
  example?: { message: string; details?: { path: string; message: string }[] }
}

const soon = (seconds: number) => ({ 'Retry-After': String(seconds) })

/** The only table of refusals. A slug begins with its domain's noun and is never renamed. */
const table = {
  'malformed-request': { status: 400, sentence: 'The request cannot be read.' },
  'invalid-request': {
    status: 400,
    sentence: 'The request is not valid; see details.',
    example: {
      message: 'body.state.scene_index must be at most 11',
      details: [{ path: 'body.state.scene_index', message: 'must be at most 11' }],
    },
  },
  unauthorized: {
    status: 401,
    sentence: 'Authenticate with "Authorization: Bearer <token>".',
    headers: { 'WWW-Authenticate': 'Bearer realm="lorekeep"' },
  },
  'origin-not-allowed': {
    status: 403,
    sentence: 'A page of another site sent this request; only those of ALLOWED_ORIGINS may change anything.',
  },
  'route-not-found': { status: 404, sentence: 'There is nothing at this address. The list of operations is at /docs.' },
  'save-not-found': { status: 404, sentence: 'No save exists for this session.' },
  'save-version-not-found': { status: 404, sentence: 'This version does not exist or is no longer kept.' },
  'quest-not-found': { status: 404, sentence: 'No such quest belongs to this session.' },
  'quest-step-not-found': { status: 404, sentence: 'This quest has no such step.' },
  'method-not-allowed': {
    status: 405,
    sentence: 'This address does not know this method; see the Allow header.',
    headers: { Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' },
  },
  'request-timeout': { status: 408, sentence: 'The request took too long to arrive.' },
  'idempotency-key-in-use': {
    status: 409,
    sentence: 'A request with this Idempotency-Key is still running; send it again in a moment.',
    headers: soon(1),
  },
  'save-changed': {
    status: 412,
    sentence: 'The save has changed since the version you named. Nothing was written; see current.',
  },
  'body-too-large': {
    status: 413,
    sentence: 'The request body is larger than allowed.',
    example: { message: 'The body may have 1048576 bytes; this one has 1048577 bytes.' },
  },
  'unsupported-media-type': {
    status: 415,
    sentence: 'This content type is not read here.',
    example: { message: 'Send the body as application/json.' },
  },
  'expectation-failed': { status: 417, sentence: 'The only expectation met here is 100-continue.' },
  'host-not-allowed': {
    status: 421,
    sentence:
      'On a local machine this service answers to localhost, to IP addresses and to the name in HOST. Behind a proxy set TRUST_PROXY.',
  },
  'idempotency-key-reused': {
    status: 422,
    sentence: 'This Idempotency-Key was used for another request; make a new key for each one.',
  },
  'if-match-required': {
    status: 428,
    sentence: 'Say which version your change is based on: send If-Match with the ETag you loaded.',
  },
  'too-many-requests': {
    status: 429,
    sentence: 'Too many requests; wait for the seconds in Retry-After.',
    headers: soon(60),
    example: { message: 'You may send 3000 requests a minute; try again in 42 s.' },
  },
  'save-bytes-exceeded': {
    status: 429,
    sentence: 'Too many bytes were saved within a minute; wait for the seconds in Retry-After.',
    headers: soon(60),
    example: { message: 'You may save 104857600 bytes a minute; try again in 42 s.' },
  },
  'sessions-exceeded': {
    status: 429,
    sentence: 'Too many sessions were begun within a minute; wait for the seconds in Retry-After.',
    headers: soon(60),
    example: { message: 'You may begin 600 sessions a minute; try again in 42 s.' },
  },
  'headers-too-large': { status: 431, sentence: 'The request headers are larger than allowed.' },
  'request-abandoned': {
    status: 499,
    sentence: 'The caller hung up before the answer was ready. Nothing was kept.',
  },
  'internal-error': {
    status: 500,
    sentence: 'Something went wrong on our side. Quote the request id when you report it.',
  },
  'database-unavailable': {
    status: 503,
    sentence: 'The database is not available at the moment. Nothing is known to be written; try again.',
    headers: soon(2),
  },
  overloaded: { status: 503, sentence: 'The service is busy; try again.', headers: soon(2) },
} as const satisfies Record<string, Row>

export type Slug = keyof typeof table
export const slugs = Object.keys(table) as Slug[]
export const rowOf = (slug: Slug): Row => table[slug]

/** What each header of a refusal tells. */
const headerDescriptions: Record<string, { schema: TSchema; description: string }> = {
  'Retry-After': { schema: Type.Integer({ minimum: 0 }), description: 'Seconds to wait before the next try' },
  'WWW-Authenticate': { schema: Type.String(), description: 'How to authenticate' },
  Allow: { schema: Type.String(), description: 'The methods that this address knows' },
}

export const ProblemDetail = Type.Object(
  {
    path: Type.String({ description: 'Where the problem is, e.g. body.state.heroes[0].hp' }),
    message: Type.String({ description: 'What it should be' }),
  },
  { $id: 'ProblemDetail', description: 'One member of the request that has to change' },
)

export const ProblemSlug = enumOf(slugs, {
  $id: 'ProblemSlug',
  description: 'Why a request was refused. A slug is never renamed; later versions may have more of them.',
})

const problemMembers = {
  status: Type.Literal('error'),
  code: Type.Integer({ description: 'The HTTP status', examples: [404] }),
  error: ref(ProblemSlug),
  message: Type.String({ description: 'What happened and what to do, for people' }),
  details: Type.Optional(Type.Array(ref(ProblemDetail))),
  request_id: Type.String({ description: 'The same as the X-Request-Id header' }),
}

/** A refusal as it is sent. */
export function exampleOf(slug: Slug, members: object = {}) {
  const { status, sentence, example } = rowOf(slug)
  const told = { message: sentence, ...example, ...members }
  return { status: 'error', code: status, error: slug, ...told, request_id: '019aa0c8-93a5-7000-8000-000000000000' }
}

export const Problem = Type.Object(problemMembers, {
  $id: 'Problem',
  description: 'The one shape of every refusal',
  examples: [exampleOf('save-not-found')],
})
export type Problem = Static<typeof Problem>

/** A refusal that also tells something: `Problem` and further members. */
export const problemWith = <T extends TObject['properties']>(
  id: string,
  members: T,
  options: { description: string; examples: object[] },
) => Type.Object({ ...problemMembers, ...members }, { $id: id, ...options })

/** What any operation can give, whatever it does. */
const everywhere: Slug[] = [
  'malformed-request',
  'invalid-request',
  'internal-error',
  'database-unavailable',
  'overloaded',
]
const ofCallers: Slug[] = ['unauthorized', 'too-many-requests']

/** Any operation but GET can be sent a body, read or not, that is too large or of another type, and by another site. */
export const bodyProblems: Slug[] = ['origin-not-allowed', 'body-too-large', 'unsupported-media-type']

/**
 * The refusals of one operation, as entries of `response`: one a status, which says what its slugs say. Those that any
 * operation can give come by themselves.
 */
export const problems = (...slugs: Slug[]) => entriesOf([...everywhere, ...ofCallers, ...slugs])

/** The refusals of a probe, which looks at no token and is not counted. */
export const probeProblems = () => entriesOf(everywhere)

/** A refusal with a shape of its own, as an entry of `response`. */
export const problemAs = <T extends TObject>(slug: Slug, schema: T) => ({
  [rowOf(slug).status]: entryOf([slug], schema, schema.examples?.[0]),
})

function entriesOf(slugs: Slug[]) {
  const byStatus = Map.groupBy(slugs, (slug) => rowOf(slug).status)
  const inOrder = [...byStatus].sort(([one], [other]) => one - other)
  return Object.fromEntries(inOrder.map(([status, its]) => [status, entryOf(its, Problem)]))
}

const entryOf = (slugs: Slug[], schema: TObject, example?: object) => ({
  description: slugs.map((slug) => rowOf(slug).sentence).join(' Or: '),
  ...headersOf(slugs),
  content: {
    'application/json': {
      schema: ref(schema),
      examples: Object.fromEntries(slugs.map((slug) => [slug, { value: example ?? exampleOf(slug) }])),
    },
  },
})

function headersOf(slugs: Slug[]) {
  const names = new Set(slugs.flatMap((slug) => Object.keys(rowOf(slug).headers ?? {})))
  if (names.size === 0) return {}
  const described = [...names].map((name) => {
    const { schema = Type.String(), description = '' } = headerDescriptions[name] ?? {}
    return [name, header(schema, description)]
  })
  return { headers: Object.fromEntries(described) }
}
