import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import type { Who } from '../http/route.ts'

export interface AuthOptions {
  /** The operator's bearer token. Without it, and in local mode, a request from loopback is the operator's. */
  adminToken?: string
  local: boolean
}

const nobody: Who = { kind: 'nobody' }
const operator: Who = { kind: 'operator' }
/** Somebody whose token we do not know: counted like nobody, then refused. */
const unknown: Who = { kind: 'nobody' }
const loopback = /^(127\.|::1$|::ffff:127\.)/
const localName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i

/**
 * Whether somebody at this machine asks for themselves: not a page of another site in their browser, not a name that
 * was made to point here, not a proxy for the world.
 */
function isFromHere({ socket, headers }: FastifyRequest) {
  const { host = '', origin, forwarded, 'x-forwarded-for': forwardedFor } = headers
  const named = localName.test(host) && (origin === undefined || localName.test(origin.replace(/^https?:\/\//, '')))
  return named && !forwarded && !forwardedFor && loopback.test(socket.remoteAddress ?? '')
}

/** Compares digests, so that neither the length nor a common beginning shows in the time it takes. */
const sameSecret = (one: string, other: string) => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

/** Says who sends each request, and lets in whom the route's `access` names: the operator alone unless it says more. */
export function auth(app: FastifyInstance, { adminToken, local }: AuthOptions) {
  app.decorateRequest('who')

  function identify(request: FastifyRequest): Who {
    const { authorization } = request.headers
    if (authorization === undefined) return isLocalOperator(request) ? operator : nobody
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    return token !== undefined && adminToken !== undefined && sameSecret(token, adminToken) ? operator : unknown
  }

  const isLocalOperator = (request: FastifyRequest) =>
    local && adminToken === undefined && request.routeOptions.config.access !== 'public' && isFromHere(request)

  app.addHook('onRequest', (request, _reply, done) => {
    request.who = identify(request)
    done()
  })

  // One stage later than the limiter, which thereby counts wrong tokens too.
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    // A probe is the same for everyone and is not counted: it must not tell a right token from a wrong one.
    const { access, rateLimit } = request.routeOptions.config
    if (access === 'public' && rateLimit === false) return done()
    if (request.who === unknown)
      return done(refuse('unauthorized', { message: 'The Authorization header names nobody we know.' }))
    const open = access === 'public' || request.who === operator
    done(open ? null : refuse('unauthorized'))
  })
}
