import type { Static, TSchema } from '@sinclair/typebox'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, FastifyTypeProvider, RawServerDefault } from 'fastify'
import { invalid, refuse } from '../errors.ts'
import { addressKey } from './address.ts'

/** Lets Fastify's types follow the TypeBox schemas of a route. */
export interface TypeBox extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

/** One domain's routes. `Needs` says what the domain touches. */
export type Domain<Needs> = FastifyPluginAsync<Needs & {}, RawServerDefault, TypeBox>

/** Who sends the request: the operator, or nobody in particular. */
export type Who = { kind: 'operator' } | { kind: 'nobody' }

/** Who may come in. A route that does not say is for the operator alone. */
export type Access = 'public' | 'operator'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    who: Who
  }
}

/** Who is counted: the principal, else the address (of IPv6 the network, within which everyone has a million). */
export function callerOf({ who, ip }: FastifyRequest): string {
  if (who.kind !== 'nobody') return who.kind
  // A caller who has hung up has no address any more.
  if (ip === undefined) return 'gone'
  return addressKey(ip)
}

/**
 * Aborts when the caller hangs up before the answer is out.
 * NOTE: Fastify's `request.signal` aborts as soon as the body of a request has been read.
 */
export function hungUp({ raw }: FastifyReply): AbortSignal {
  const abort = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) abort.abort(refuse('request-abandoned'))
  })
  return abort.signal
}

/** What a write is based on, from If-Match and If-None-Match. */
export type Basis =
  | { kind: 'whatever' }
  | { kind: 'nothing' }
  | { kind: 'something' }
  | { kind: 'versions'; versions: number[] }

const entityTags = /^\s*(?:W\/)?"[^"]*"\s*(?:,\s*(?:W\/)?"[^"]*"\s*)*$/

/** What a version tag looks like; any other tag, 03 for 3 included, is one that we never gave. */
const versionTag = /^"([1-9]\d{0,9})"$/

/** The largest version a column holds: Postgres refuses to compare it with a larger number. */
const MAX_VERSION = 2_147_483_647

/** RFC 9110, 13.1: If-Match compares strongly, so a weak tag matches nothing. */
export function basisOf({ 'if-match': match, 'if-none-match': noneMatch }: FastifyRequest['headers']): Basis {
  if (match !== undefined) {
    if (noneMatch !== undefined)
      throw invalid([{ path: 'headers.if-none-match', message: 'must not come together with If-Match on a write' }])
    if (match.trim() === '*') return { kind: 'something' }
    if (!entityTags.test(match))
      throw invalid([{ path: 'headers.if-match', message: 'must be a quoted version like "3", or *' }])
    const versions = match.split(',').map((tag) => Number(versionTag.exec(tag.trim())?.[1]))
    return { kind: 'versions', versions: versions.filter((version) => version <= MAX_VERSION) }
  }
  if (noneMatch === undefined) return { kind: 'whatever' }
  if (noneMatch.trim() === '*') return { kind: 'nothing' }
  throw invalid([{ path: 'headers.if-none-match', message: 'must be * on a write' }])
}

/** Sends a versioned thing with its ETag. */
export function tagged<T extends { version: number }>(reply: FastifyReply, thing: T): T {
  reply.header('etag', `"${thing.version}"`)
  return thing
}

/** Sends a versioned thing, or 304 when the caller already has this version (If-None-Match, compared weakly). */
export function taggedUnlessKnown<T extends { version: number }>(
  request: FastifyRequest,
  reply: FastifyReply,
  thing: T,
): T {
  const known = request.headers['if-none-match']
  tagged(reply, thing)
  if (known === undefined) return thing
  const tags = known.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (!tags.includes('*') && !tags.includes(`"${thing.version}"`)) return thing
  return reply.code(304).send() as never
}

/**
 * Holds a value that a rule has made to a schema of the contract, as if it had been sent as a body: fills in defaults,
 * and refuses with the path of each member that is wrong.
 */
export function conform<T extends TSchema>(request: FastifyRequest, schema: T, value: unknown, name: string) {
  const validate = request.compileValidationSchema(schema as object as Record<string, unknown>, 'body')
  if (!validate(value)) {
    throw Object.assign(new Error('invalid'), { validation: validate.errors, validationContext: name })
  }
  return value as Static<T>
}
