import { randomBytes } from 'node:crypto'
import { Value } from '@sinclair/typebox/value'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Owner } from '../../db/owner.ts'
import { SessionId } from '../../schemas/session.ts'
import { invalid } from '../errors.ts'

const COOKIE = 'session_id'
const YEAR_SECONDS = 365 * 86_400

type Part = { session_id?: string } | null | undefined

/**
 * Play session that a request names: in its path, body or query, else in the header X-Session-Id, else in the cookie.
 * The empty string when it names none; nothing is ever stored under it.
 */
export function sessionIdOf(request: FastifyRequest): string {
  const { params, body, query, headers } = request
  const named = (params as Part)?.session_id ?? (body as Part)?.session_id ?? (query as Part)?.session_id
  if (named !== undefined) return named
  const { 'x-session-id': header, cookie } = headers
  if (typeof header === 'string') {
    // Two headers arrive as one, joined by a comma: as the id of a session that does not exist.
    const sent = request.raw.rawHeaders.filter((it, at) => at % 2 === 0 && /^x-session-id$/i.test(it))
    if (sent.length > 1) throw invalid([{ path: 'headers.x-session-id', message: 'must not come twice' }])
    return header
  }
  const kept = cookie === undefined ? undefined : parseCookie(cookie)[COOKIE]
  // An invalid cookie is ignored: page scripts cannot change it, so a refusal would lock the browser out.
  return Value.Check(SessionId, kept) ? kept : ''
}

/** Owner of what a request reads and writes: the user of its token, else the play session that it names. */
export function ownerOf(request: FastifyRequest, sessionId = sessionIdOf(request)): Owner {
  const { principal } = request
  return principal.kind === 'user' ? { user_id: principal.userId } : { session_id: sessionId }
}

/** Owner of what a request creates: like `ownerOf`, but without a user and without a session, a new session begins. */
export function ownerOrNew(request: FastifyRequest) {
  const named = sessionIdOf(request)
  const session_id = named || newSessionId()
  const isNew = named === '' && request.principal.kind !== 'user'
  return { owner: ownerOf(request, session_id), session_id, isNew }
}

/** Id of a new session: 192 random bits, because the id alone gives access to the session's data. */
const newSessionId = () => randomBytes(24).toString('base64url')

/** Makes a browser send the session with its next requests. Called once the request has succeeded. */
export function setSessionCookie(reply: FastifyReply, sessionId: string, secure: boolean) {
  reply.header(
    'set-cookie',
    stringifySetCookie({
      name: COOKIE,
      value: sessionId,
      path: '/',
      httpOnly: true,
      secure,
      // Sent only by pages of the same site; a frontend on another site sends X-Session-Id.
      sameSite: 'lax',
      maxAge: YEAR_SECONDS,
    }),
  )
}
