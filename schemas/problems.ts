import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { rowOf, type Slug, slugs } from './refusals.ts'
import { enumOf, header, ref } from './shared.ts'

/** Schema and description of the headers in the table. */
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
  category: Type.Optional(
    Type.String({
      description: 'Of content-blocked: what the provider does not make, in a word',
      examples: ['violence'],
    }),
  ),
  tries_left: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Of code-wrong: how many tries are left', examples: [4] }),
  ),
  message_id: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Of chat-answer-running: the id of that answer', examples: [2] }),
  ),
  request_id: Type.String({ description: 'The same as the X-Request-Id header' }),
}

/** Example of a refusal's body. */
export function exampleOf(slug: Slug, members: object = {}) {
  const { status, sentence, example } = rowOf(slug)
  const specific = { message: sentence, ...example, ...members }
  return { status: 'error', code: status, error: slug, ...specific, request_id: '019aa0c8-93a5-7000-8000-000000000000' }
}

export const Problem = Type.Object(problemMembers, {
  $id: 'Problem',
  description: 'The one shape of every refusal',
  examples: [exampleOf('save-not-found')],
})
export type Problem = Static<typeof Problem>

/** Schema of a refusal with further members. */
export const problemWith = <T extends TObject['properties']>(
  id: string,
  members: T,
  options: { description: string; examples: object[] },
) => Type.Object({ ...problemMembers, ...members }, { $id: id, ...options })

/** Refusals of every operation. */
const everywhere: Slug[] = [
  'malformed-request',
  'invalid-request',
  'internal-error',
  'database-unavailable',
  'overloaded',
]
const identified: Slug[] = ['unauthorized', 'too-many-requests']

/** Refusals of every operation but GET: any of them can get a body, even an unused one, and be sent by another site. */
export const bodyProblems: Slug[] = ['origin-not-allowed', 'body-too-large', 'unsupported-media-type']

/** Refusal of every operation that serves the operator alone. */
export const operatorProblems: Slug[] = ['operator-required']

/** Refusal of every operation about a user's own account. */
export const userProblems: Slug[] = ['user-required']

/** Refusals of every operation that stores pictures. */
export const storageProblems: Slug[] = ['storage-unavailable', 'storage-full']

/**
 * Entries of `response` for the refusals of one operation: one per status, with an example per slug. Those of every
 * operation are added.
 */
export const problems = (...slugs: Slug[]) => entriesOf([...everywhere, ...identified, ...slugs])

/** Entries of `response` for a probe, which ignores tokens and is not rate-limited. */
export const probeProblems = () => entriesOf(everywhere)

/** Entry of `response` for refusals of one status with a schema of their own, whose examples are in their order. */
export const problemAs = <T extends TObject>(slugs: Slug | [Slug, ...Slug[]], schema: T) => {
  const all = [slugs].flat() as [Slug, ...Slug[]]
  return { [rowOf(all[0]).status]: entryOf(all, schema, schema.examples) }
}

function entriesOf(slugs: Slug[]) {
  const byStatus = Map.groupBy(slugs, (slug) => rowOf(slug).status)
  const inOrder = [...byStatus].sort(([one], [other]) => one - other)
  return Object.fromEntries(inOrder.map(([status, its]) => [status, entryOf(its, Problem)]))
}

const entryOf = (slugs: Slug[], schema: TObject, examples: object[] = []) => ({
  description: slugs.map((slug) => rowOf(slug).sentence).join(' Or: '),
  ...headersOf(slugs),
  content: {
    'application/json': {
      schema: ref(schema),
      examples: Object.fromEntries(slugs.map((slug, at) => [slug, { value: examples[at] ?? exampleOf(slug) }])),
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
