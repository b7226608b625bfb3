import type { FastifyReply, FastifyRequest } from 'fastify'
import { invalid } from '../errors.ts'

/** Precondition of a write, from If-Match and If-None-Match. */
export type Precondition =
  | { kind: 'none' }
  | { kind: 'absent' }
  | { kind: 'present' }
  | { kind: 'versions'; versions: number[] }

const entityTags = /^\s*(?:W\/)?"[^"]*"\s*(?:,\s*(?:W\/)?"[^"]*"\s*)*$/

/** Form of this service's tags: any other one, such as "03", matches no version. */
const versionTag = /^"([1-9]\d{0,9})"$/

/** Largest value of the version column: Postgres fails to compare it with a larger number. */
const MAX_VERSION = 2_147_483_647

/** RFC 9110, 13.1: If-Match compares strongly, so a weak tag matches nothing. */
export function preconditionOf({
  'if-match': match,
  'if-none-match': noneMatch,
}: FastifyRequest['headers']): Precondition {
  if (match !== undefined) {
    if (noneMatch !== undefined)
      throw invalid([{ path: 'headers.if-none-match', message: 'must not come together with If-Match on a write' }])
    if (match.trim() === '*') return { kind: 'present' }
    if (!entityTags.test(match))
      throw invalid([{ path: 'headers.if-match', message: 'must be a quoted version like "3", or *' }])
    const versions = match.split(',').map((tag) => Number(versionTag.exec(tag.trim())?.[1]))
    return { kind: 'versions', versions: versions.filter((version) => version <= MAX_VERSION) }
  }
  if (noneMatch === undefined) return { kind: 'none' }
  if (noneMatch.trim() === '*') return { kind: 'absent' }
  throw invalid([{ path: 'headers.if-none-match', message: 'must be * on a write' }])
}

/** Sets the ETag of a versioned answer and returns the answer. */
export function withEtag<T extends { version: number }>(reply: FastifyReply, answer: T): T {
  reply.header('etag', `"${answer.version}"`)
  return answer
}

/** Whether If-None-Match names this version (compared weakly): the client has it already, so that 304 is enough. */
export function isNotModified({ headers }: FastifyRequest, { version }: { version: number }): boolean {
  const known = headers['if-none-match']
  if (known === undefined) return false
  const tags = known.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(`"${version}"`)
}
