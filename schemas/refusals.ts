import { prose } from './prose.ts'
import { type Row, retryAfter } from './refusal-row.ts'
import { serviceRefusals } from './service-refusals.ts'
import { talkRefusals } from './talk-refusals.ts'

/**
 * The only table of refusals, of which service-refusals.ts and talk-refusals.ts are parts. A slug begins with its domain's noun and is never renamed.
 */
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
  'budget-exceeded': {
    status: 402,
    sentence: 'Your budget does not allow this; see which limit, and raise it or wait until it begins anew.',
    example: {
      message: prose`
        Your limit of a day is 5.00 USD, of which 4.958 USD are used; this may cost 0.067 USD. Raise the limit, or
        wait until 2026-11-20T23:00:00.000Z.`,
    },
  },
  'origin-not-allowed': {
    status: 403,
    sentence: 'A page of another site sent this request; only those of ALLOWED_ORIGINS may change anything.',
  },
  'credentials-wrong': {
    status: 401,
    sentence: 'There is no account with this email and password.',
    headers: { 'WWW-Authenticate': 'Bearer realm="lorekeep"' },
  },
  'password-wrong': { status: 403, sentence: 'This is not the password of the account.' },
  'operator-required': { status: 403, sentence: 'Only the operator may do this.' },
  'user-required': { status: 403, sentence: "This is about a user's own account; sign in as a user." },
  'route-not-found': { status: 404, sentence: 'There is nothing at this address. The list of operations is at /docs.' },
  'save-not-found': { status: 404, sentence: 'No save exists for this session.' },
  'save-version-not-found': { status: 404, sentence: 'This version does not exist or is no longer kept.' },
  'quest-not-found': { status: 404, sentence: 'No such quest belongs to this session.' },
  'quest-step-not-found': { status: 404, sentence: 'This quest has no such step.' },
  'image-not-found': {
    status: 404,
    sentence: 'There is no such picture, or it is not yours to change.',
  },
  'persona-not-found': { status: 404, sentence: 'There is no such persona, or it is not yours to change.' },
  'relationship-not-found': { status: 404, sentence: 'Nothing is kept of you and this persona.' },
  'scenario-not-found': { status: 404, sentence: 'There is no such scenario, or it is not yours to change.' },
  'city-not-found': {
    status: 404,
    sentence:
      'No such city is known: check its name, add a country or a region as in "Paris,US" or "Paris, Texas", or send lat and lon.',
  },
  'user-not-found': { status: 404, sentence: 'There is no such user.' },
  'method-not-allowed': {
    status: 405,
    sentence: 'This address does not know this method; see the Allow header.',
    headers: { Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' },
  },
  'request-timeout': { status: 408, sentence: 'The request took too long to arrive.' },
  'email-taken': {
    status: 409,
    sentence: 'There is an account with this email already; sign in, or take another one.',
  },
  'email-already-set': { status: 409, sentence: 'This account has an email already.' },
  'idempotency-key-in-use': {
    status: 409,
    sentence: 'A request with this Idempotency-Key is still running; send it again in a moment.',
    headers: retryAfter(1),
  },
  'backup-running': {
    status: 409,
    sentence: 'A backup or a restore is under way; try again when it is done.',
    headers: retryAfter(60),
  },
  'persona-taken': { status: 409, sentence: 'Another persona has this id; choose another one.' },
  'persona-limit-reached': { status: 409, sentence: 'You have as many personas as one user may have; delete one.' },
  'scenario-taken': { status: 409, sentence: 'Another scenario has this id; choose another one.' },
  'scenario-limit-reached': { status: 409, sentence: 'You have as many scenarios as one user may have; delete one.' },
  'reference-used': {
    status: 409,
    sentence: 'This reference was used for another user or another number of credits; make a new one for each grant.',
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
  'range-not-satisfiable': {
    status: 416,
    sentence: 'The picture has no such range of bytes; see Content-Range.',
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
  'content-blocked': {
    status: 422,
    sentence: 'The provider does not make this. Nothing was charged; change the words.',
    example: {
      message: 'The provider does not make this (violence). Nothing was charged; change the words.',
      category: 'violence',
    },
  },
  'if-match-required': {
    status: 428,
    sentence: 'Say which version your change is based on: send If-Match with the ETag you loaded.',
  },
  'too-many-requests': {
    status: 429,
    sentence: 'Too many requests; wait for the seconds in Retry-After.',
    headers: retryAfter(60),
    example: { message: 'You may send 3000 requests a minute; try again in 42 s.' },
  },
  'attempts-exceeded': {
    status: 429,
    sentence: 'Too many attempts; wait for the seconds in Retry-After.',
    headers: retryAfter(60),
  },
  'save-bytes-exceeded': {
    status: 429,
    sentence: 'Too many bytes were saved within a minute; wait for the seconds in Retry-After.',
    headers: retryAfter(60),
    example: { message: 'You may save 104857600 bytes a minute; try again in 42 s.' },
  },
  'sessions-exceeded': {
    status: 429,
    sentence: 'Too many sessions were begun within a minute; wait for the seconds in Retry-After.',
    headers: retryAfter(60),
    example: { message: 'You may begin 600 sessions a minute; try again in 42 s.' },
  },
  'images-exceeded': {
    status: 429,
    sentence: 'Too many pictures were asked for within a minute; wait for the seconds in Retry-After.',
    headers: retryAfter(60),
    example: { message: 'You may have 10 pictures painted a minute; try again in 42 s.' },
  },
  'scenes-exceeded': {
    status: 429,
    sentence: 'Too many new scenes were asked for within a minute; wait for the seconds in Retry-After.',
    headers: retryAfter(60),
    example: { message: 'You may have 5 scenes painted a minute; try again in 42 s.' },
  },
  'image-quota-exceeded': {
    status: 429,
    sentence: 'The image model has no quota left; wait for the seconds in Retry-After.',
    headers: retryAfter(60),
  },
  ...serviceRefusals,
  ...talkRefusals,
} as const satisfies Record<string, Row>

export type Slug = keyof typeof table
export const slugs = Object.keys(table) as Slug[]
export const rowOf = (slug: Slug): Row => table[slug]
