import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'

/** Points at a named schema, so that openapi.yaml says it once and its type stays whole. */
export const ref = <T extends TSchema>(schema: T, description?: string) =>
  Type.Unsafe<Static<T>>({ ...Type.Ref(schema.$id as string), ...(description ? { description } : {}) })

/** A member whose value may be null. */
export const nullable = <T extends TSchema>(schema: T, options: { description?: string; default?: null } = {}) =>
  Type.Union([schema, Type.Null()], options)

export const Timestamp = Type.String({
  format: 'date-time',
  description: 'ISO-8601, UTC, with milliseconds and Z',
  examples: ['2026-11-20T09:30:00.000Z'],
})

export const ProblemDetail = Type.Object(
  {
    path: Type.String({ description: 'Where the problem is, e.g. body.state.heroes[0].hp' }),
    message: Type.String({ description: 'What it should be' }),
  },
  { $id: 'ProblemDetail', description: 'One member of the request that has to change' },
)

const problemMembers = {
  status: Type.Literal('error'),
  code: Type.Integer({ description: 'The HTTP status', examples: [404] }),
  error: Type.String({ description: 'A stable slug, never renamed', examples: ['save-not-found'] }),
  message: Type.String({ description: 'What happened and what to do, for people' }),
  details: Type.Optional(Type.Array(ref(ProblemDetail))),
  request_id: Type.String({ description: 'The same as the X-Request-Id header' }),
}

/** A refusal as it is sent. */
export const exampleOf = (code: number, error: string, message: string, members: object = {}) => ({
  status: 'error',
  code,
  error,
  message,
  ...members,
  request_id: '019aa0c8-93a5-7000-8000-000000000000',
})
const notFound = exampleOf(404, 'save-not-found', 'No save exists for this session.')

export const Problem = Type.Object(problemMembers, {
  $id: 'Problem',
  description: 'The one shape of every refusal',
  examples: [notFound],
})
export type Problem = Static<typeof Problem>

/** A refusal that also tells something: `Problem` and further members. */
export const problemWith = <T extends TObject['properties']>(
  id: string,
  members: T,
  options: { description: string; examples: object[] },
) => Type.Object({ ...problemMembers, ...members }, { $id: id, ...options })

/** A header of an answer. */
export const header = (schema: TSchema, description: string) => ({ ...schema, description })
export const etagHeader = { ETag: header(Type.String({ examples: ['"3"'] }), 'The version, quoted') }
const retryAfter = { 'Retry-After': header(Type.Integer({ minimum: 0 }), 'Seconds to wait before the next try') }

const statuses = {
  400: {
    description: 'The request is malformed or invalid; details say where, and what should be there',
    example: exampleOf(400, 'invalid-request', 'body.state.scene_index must be <= 11', {
      details: [{ path: 'body.state.scene_index', message: 'must be <= 11' }],
    }),
  },
  401: {
    description: 'The Authorization header names nobody',
    headers: { 'WWW-Authenticate': header(Type.String(), 'How to authenticate') },
    example: exampleOf(401, 'unauthorized', 'The Authorization header names nobody we know.'),
  },
  404: { description: 'Not there, or not yours', example: notFound },
  409: {
    description: 'A request with this Idempotency-Key is still running',
    headers: retryAfter,
    example: exampleOf(
      409,
      'idempotency-key-in-use',
      'A request with this Idempotency-Key is still running; send it again in a moment.',
    ),
  },
  413: {
    description: 'Larger than allowed; the message names both sizes',
    example: exampleOf(413, 'body-too-large', 'The body may have 1048576 bytes; this one has 1048577 bytes.'),
  },
  415: {
    description: 'A content type this operation does not read',
    example: exampleOf(415, 'unsupported-media-type', 'Send the body as application/json.'),
  },
  422: {
    description: 'This Idempotency-Key was sent with another body',
    example: exampleOf(
      422,
      'idempotency-key-reused',
      'This Idempotency-Key was used for another request; make a new key for each one.',
    ),
  },
  428: {
    description: 'The request must say which version it is based on',
    example: exampleOf(
      428,
      'if-match-required',
      'Say which version your change is based on: send If-Match with the ETag you loaded.',
    ),
  },
  429: {
    description: 'Too many requests',
    headers: retryAfter,
    example: exampleOf(429, 'too-many-requests', 'You may send 3000 requests a minute; try again in 42 s.'),
  },
  500: {
    description: 'A fault of the service',
    example: exampleOf(
      500,
      'internal-error',
      'Something went wrong on our side. Quote the request id when you report it.',
    ),
  },
  503: {
    description: 'The database is away or the service is overloaded; try again',
    headers: retryAfter,
    example: exampleOf(503, 'overloaded', 'The service is busy; try again.'),
  },
} as const
type Status = keyof typeof statuses

type Reply = { description?: string; headers?: Record<string, unknown>; example?: unknown }
const json = <T extends TSchema>(schema: T, { example, ...reply }: Reply) => ({
  ...reply,
  content: { 'application/json': { schema, ...(example ? { example } : {}) } },
})

/** A successful answer, as an entry of `response`. */
export const answer = <T extends TSchema>(description: string, schema: T, headers?: Record<string, unknown>) =>
  json(schema, { description, ...(headers ? { headers } : {}) })

/** An answer without a body. */
export const empty = (description: string, headers?: Record<string, unknown>) => ({
  ...Type.Null({ description }),
  ...(headers ? { headers } : {}),
})

/**
 * The refusals of one operation, as entries of `response`. Those that any operation can give (an invalid request,
 * a token that names nobody, limits, faults, a database that is away) come by themselves.
 */
export const problems = (...own: Status[]) => refusals(400, 401, ...own, 429, 500, 503)

const refusals = (...all: Status[]) =>
  Object.fromEntries(all.map((status) => [status, json(ref(Problem), statuses[status])]))

/** The refusals of a probe, which looks at no token and is not counted. */
export const probeProblems = () => refusals(400, 500, 503)

/** What a body can be refused for before its members are looked at. */
export const bodyProblems = [413, 415] as const
