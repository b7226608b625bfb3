import type { LightMyRequestResponse } from 'fastify'
import type { Operation } from '../fixtures/contract.ts'

export interface Answered {
  operation: Operation
  /** Whether the request had a body. */
  hasPayload: boolean
  /** Which part of the request the contract's schemas refuse; undefined: none; null: what is wrong is not in a schema. */
  refused: string | undefined | null
  reply: LightMyRequestResponse
}

type Check = (answered: Answered) => string | undefined | false

const isSuccess = ({ statusCode }: LightMyRequestResponse) => statusCode < 300

/** Refusals of a request whose parts are all as the schemas want them. */
const ofShape = [400, 406, 413, 414, 415]

/** What never leaves the service: stacks, drivers, files. */
const inside = /\\n +at \S|node_modules|\.ts:\d|SQLITE_|ECONN|FST_|pg_catalog/

/** Rules that hold for each answer, besides those of the contract (`world.call`) and of both databases. */
export const answerChecks: Record<string, Check> = {
  not_a_server_error: ({ reply }) => reply.statusCode >= 500 && reply.body,

  negative_data_rejection: ({ refused, reply }) => isSuccess(reply) && !!refused && `it was taken with ${refused}`,

  positive_data_acceptance: ({ refused, reply }) =>
    refused === undefined && ofShape.includes(reply.statusCode) && !isRule(reply) && `it was refused: ${reply.body}`,

  no_internals: ({ reply }) => inside.test(reply.body) && `it tells of the inside: ${reply.body.slice(0, 300)}`,

  status_hygiene: ({ operation, hasPayload, reply: { statusCode, headers, body } }) => {
    if (statusCode === 201 && ['GET', 'DELETE'].includes(operation.method)) return `201 to ${operation.method}`
    if ([204, 304].includes(statusCode) && body !== '') return `${statusCode} with a body`
    if ([413, 415].includes(statusCode) && !hasPayload) return `${statusCode} to a request without a body`
    if (statusCode === 401 && headers['www-authenticate'] === undefined) return '401 without WWW-Authenticate'
    if (statusCode === 405 && headers.allow === undefined) return '405 without Allow'
    if ([429, 503].includes(statusCode) && headers['retry-after'] === undefined)
      return `${statusCode} without Retry-After`
    return undefined
  },
}

/** Rules that no schema can tell, by what a refusal says of them. Another 400 to a request that follows the contract is a fault. */
const rules = [
  // About two members.
  /^must not come together with /,
  /^must be given together with /,
  /^is required with /,
  /^must contain the subject's name/,
  /^must be from one minute to 30 days ahead$/,
  /^must be at most 24 hours after scheduled_time, and not before it$/,
  /^is needed: this account has a password$/,
  // About what the schema leaves open.
  /^must be a number between -\(2\^53-1\) and 2\^53-1$/,
  /^must not contain (a lone surrogate|NUL)/,
  /^must be a phone number that can (exist|be called, in E.164)$/,
  /^must be an IANA time zone/,
  /^must be the next_cursor of an answer in the same order$/,
]

/** The form of these is HTTP's, and an Idempotency-Key needs an owner. */
const headerRules = /^headers\.(if-match|if-none-match|idempotency-key)$/

const isRule = (reply: LightMyRequestResponse) => {
  const details = reply.json<{ details?: { path: string; message: string }[] }>().details ?? []
  const isOne = ({ path, message }: { path: string; message: string }) =>
    headerRules.test(path) || rules.some((rule) => rule.test(message))
  return details.length > 0 && details.every(isOne)
}
