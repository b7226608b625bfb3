import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUnavailable } from '../../db/errors.ts'
import { rowOf } from '../../schemas/refusals.ts'
import { type Detail, Refusal, refuse, sentence } from '../errors.ts'
import { detailsOf } from './faults.ts'
import { logAnswer } from './log.ts'

type Translate = (error: FastifyError, request: FastifyRequest) => Refusal

/** Refusals for the errors of Fastify itself, by their codes. */
const frameworkRefusals: Record<string, Translate> = {
  FST_ERR_VALIDATION: (error) => refuseInvalid(detailsOf(error)),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => refuseInvalid([{ path: 'body', message: 'must not be empty' }]),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    refuse('malformed-request', { message: 'The body is not as long as Content-Length says.' }),
  FST_ERR_CTP_BODY_TOO_LARGE: (_error, request) => refuseTooLarge(request),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (_error, request) => refuseMediaType(request),
  FST_ERR_BAD_URL: () => refuse('malformed-request', { message: 'The address is not a valid URL path.' }),
  FST_ERR_MAX_PARAM_LENGTH: () => refuseInvalid([{ path: 'path', message: 'must be shorter' }]),
}

const refuseInvalid = (details: Detail[]) => refuse('invalid-request', { details, message: sentence(details) })

function refuseTooLarge(request: FastifyRequest) {
  const allowed = request.routeOptions.bodyLimit
  const length = request.headers['content-length']
  const size = length === undefined ? 'more than that' : `${length} bytes`
  return refuse('body-too-large', { message: `The body may have ${allowed} bytes; this one has ${size}.` })
}

export function refuseMediaType(request: FastifyRequest) {
  const accepted = acceptedTypes(request).join(' or ')
  return refuse('unsupported-media-type', { message: `Send the body as ${accepted}.` })
}

/** The content types that the route's contract names. */
export function acceptedTypes(request: FastifyRequest): string[] {
  const body = request.routeOptions.schema?.body as { content?: Record<string, unknown> } | undefined
  return body?.content ? Object.keys(body.content) : ['application/json']
}

export function translate(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  const { code, validation, statusCode } = error as FastifyError
  // Not a lost database: the client disconnected before its body was complete.
  if (code === 'ECONNRESET' && request.raw.readableAborted) return refuse('malformed-request')
  if (isUnavailable(error)) return refuse('database-unavailable')
  if (validation) return refuseInvalid(detailsOf(error as FastifyError))
  const known = frameworkRefusals[code]
  if (known) return known(error as FastifyError, request)
  // Other errors that Fastify and its plugins attribute to the client.
  if (statusCode === 404) return refuse('route-not-found')
  return refuse(
    statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? 'malformed-request' : 'internal-error',
  )
}

/** Body of a refusal, on every route and for the HTTP parser's errors. */
export const problemOf = ({ status, slug, message, extra }: Refusal, requestId: string) => ({
  status: 'error' as const,
  code: status,
  error: slug,
  message,
  ...(extra.details ? { details: extra.details } : {}),
  ...extra.members,
  request_id: requestId,
})

/** Messages of details whose path ends in a name chosen by the caller. */
const ofMadeUpName = /^(is not known here|has a name)/

/** Paths of the wrong members for the log, without names chosen by the caller: those may be personal data. */
function loggedMembers({ extra: { details } }: Refusal) {
  if (!details) return {}
  const parts = details.map(({ path, message }) => path.split(/(?=[.[])/).slice(0, ofMadeUpName.test(message) ? 1 : 3))
  return { members: [...new Set(parts.map((it) => it.join('')))] }
}

/** Sends and logs a refusal: a failure of the service as an error with its cause, all others at info. */
export function sendRefusal(refusal: Refusal, request: FastifyRequest, reply: FastifyReply, cause?: unknown) {
  reply.code(refusal.status)
  reply.headers(refusal.extra.headers ?? {})
  for (const [name, value] of Object.entries(rowOf(refusal.slug).headers ?? {}))
    if (!reply.hasHeader(name)) reply.header(name, value)
  const isFailure = refusal.status >= 500 && refusal.slug !== 'overloaded'
  if (isFailure) logAnswer('error', refusal.slug, request, reply, { cause, ...refusal.extra.log })
  else logAnswer('info', refusal.slug, request, reply, { ...loggedMembers(refusal), ...refusal.extra.log })
  return reply.type('application/json; charset=utf-8').send(problemOf(refusal, request.id))
}

/** Answers every error of a parsed request with the one shape of refusals. */
export function errorHandler(app: FastifyInstance) {
  app.setErrorHandler((error, request, reply) => {
    const refusal = translate(error, request)
    return sendRefusal(refusal, request, reply, error)
  })
}
