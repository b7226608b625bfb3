import { randomBytes } from 'node:crypto'
import { Value } from '@sinclair/typebox/value'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SessionId } from '../../schemas/saves/state.ts'
import { invalid } from '../errors.ts'

const COOKIE = 'session_id'
const YEAR_SECONDS = 365 * 86_400

/**
 * The play session of a request: the one it names, else the header X-Session-Id, else the cookie. Empty when there is
 * none: nothing belongs to that one.
 */
export function sessionOf(request: FastifyRequest, named: string | undefined): string {
  if (named !== undefined) return named
  const { 'x-session-id': header, cookie } = request.headers
  if (typeof header === 'string') {
    // Two of them arrive as one, joined by a comma: a session that nobody has.
    const sent = request.raw.rawHeaders.filter((it, at) => at % 2 === 0 && /^x-session-id$/i.test(it))
    if (sent.length > 1) throw invalid([{ path: 'headers.x-session-id', message: 'must not come twice' }])
    return header
  }
  const kept = cookie === undefined ? undefined : parseCookie(cookie)[COOKIE]
  // A cookie that is broken would lock its browser out if it were refused.
  return Value.Check(SessionId, kept) ? kept : ''
}

/** A session of its own. Whoever knows the id owns what is in it: nobody guesses 192 bits. */
export const newSession = () => randomBytes(24).toString('base64url')

/** Lets the browser send the session by itself from now on. */
export function keepSession(reply: FastifyReply, session: string, secure: boolean) {
  reply.header(
    'set-cookie',
    stringifySetCookie({
      name: COOKIE,
      value: session,
      path: '/',
      httpOnly: true,
      secure,
      // Sent along by pages of the same site alone; a frontend elsewhere sends X-Session-Id.
      sameSite: 'lax',
      maxAge: YEAR_SECONDS,
    }),
  )
}
