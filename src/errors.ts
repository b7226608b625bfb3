/** Every refusal of the service: slug, status, and the sentence for people. Slugs are never renamed. */
const refusals = {
  'malformed-request': [400, 'The request cannot be read.'],
  'invalid-request': [400, 'The request is not valid; see details.'],
  unauthorized: [401, 'Authenticate with "Authorization: Bearer <token>".'],
  'route-not-found': [404, 'There is nothing at this address. The list of operations is at /docs.'],
  'save-not-found': [404, 'No save exists for this session.'],
  'save-version-not-found': [404, 'This version does not exist or is no longer kept.'],
  'quest-not-found': [404, 'No such quest belongs to this session.'],
  'quest-step-not-found': [404, 'This quest has no such step.'],
  'method-not-allowed': [405, 'This address does not know this method; see the Allow header.'],
  'request-timeout': [408, 'The request took too long to arrive.'],
  'idempotency-key-in-use': [409, 'A request with this Idempotency-Key is still running; send it again in a moment.'],
  'save-changed': [412, 'The save has changed since the version you named. Nothing was written; see current.'],
  'body-too-large': [413, 'The request body is larger than allowed.'],
  'unsupported-media-type': [415, 'This content type is not read here.'],
  'expectation-failed': [417, 'The only expectation met here is 100-continue.'],
  'idempotency-key-reused': [422, 'This Idempotency-Key was used for another request; make a new key for each one.'],
  'if-match-required': [428, 'Say which version your change is based on: send If-Match with the ETag you loaded.'],
  'too-many-requests': [429, 'Too many requests; wait for the seconds in Retry-After.'],
  'headers-too-large': [431, 'The request headers are larger than allowed.'],
  'request-abandoned': [499, 'The caller hung up before the answer was ready. Nothing was kept.'],
  'internal-error': [500, 'Something went wrong on our side. Quote the request id when you report it.'],
  'database-unavailable': [
    503,
    'The database is not available at the moment. Nothing is known to be written; try again.',
  ],
  overloaded: [503, 'The service is busy; try again.'],
} as const

export type Slug = keyof typeof refusals
export type Detail = { path: string; message: string }

type Extra = {
  message?: string
  details?: Detail[]
  /** Further members of the body, e.g. `current` of a conflict. */
  members?: Record<string, unknown>
  headers?: Record<string, string>
}

/** Thrown by rules, answered by plugins/error-handler.ts. Carries only what a stranger may read. */
export class Refusal extends Error {
  readonly status: number
  readonly slug: Slug
  readonly extra: Extra

  constructor(slug: Slug, extra: Extra = {}) {
    super(extra.message ?? refusals[slug][1])
    this.status = refusals[slug][0]
    this.slug = slug
    this.extra = extra
  }
}

export const refuse = (slug: Slug, extra?: Extra) => new Refusal(slug, extra)

/** Bad input found by a rule rather than by the schema. */
export const invalid = (details: Detail[]) => refuse('invalid-request', { details, message: sentence(details) })

/** The first problem, in words, so that a log line or a toast already tells what to mend. */
export const sentence = ([first]: Detail[]) =>
  first ? `${first.path} ${first.message}` : refusals['invalid-request'][1]
