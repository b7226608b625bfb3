import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import { mayUse, type Principal } from '../http/principal.ts'

export interface AuthOptions {
  /** The operator's bearer token. Without it, and in local mode, a request from loopback is the operator's. */
  adminToken?: string
  local: boolean
}

const anonymous: Principal = { kind: 'anonymous' }
const operator: Principal = { kind: 'operator' }
const invalid: Principal = { kind: 'invalid' }
const loopback = /^(127\.|::1$|::ffff:127\.)/
const localName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i

/**
 * Whether the user of this machine sent the request: not a page of another site in a local browser (Origin), not a
 * foreign name that points to this machine (Host), not a proxy.
 */
function isFromThisMachine({ socket, headers }: FastifyRequest) {
  const { host = '', origin, forwarded, 'x-forwarded-for': forwardedFor } = headers
  const named = localName.test(host) && (origin === undefined || localName.test(origin.replace(/^https?:\/\//, '')))
  return named && !forwarded && !forwardedFor && loopback.test(socket.remoteAddress ?? '')
}

/** Compares digests, so that neither the length nor a common beginning shows in the time it takes. */
const sameSecret = (one: string, other: string) => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

/** Sets the principal of each request, and refuses those that the route's access does not serve. */
export function auth(app: FastifyInstance, { adminToken, local }: AuthOptions) {
  app.decorateRequest('principal')

  function identify(request: FastifyRequest): Principal {
    const { authorization } = request.headers
    if (authorization === undefined) return isLocalOperator(request) ? operator : anonymous
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    return token !== undefined && adminToken !== undefined && sameSecret(token, adminToken) ? operator : invalid
  }

  const isLocalOperator = (request: FastifyRequest) =>
    local && adminToken === undefined && request.routeOptions.config.access !== 'public' && isFromThisMachine(request)

  app.addHook('onRequest', (request, _reply, done) => {
    request.principal = identify(request)
    done()
  })

  // After the limiter, which therefore counts wrong tokens too.
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const { access, rateLimit } = request.routeOptions.config
    // Probes are not rate-limited: a check of the token there would allow unlimited guessing.
    if (access === 'public' && rateLimit === false) return done()
    if (mayUse(access, request.principal)) return done()
    const message = 'The token in the Authorization header is not one of ours.'
    done(refuse('unauthorized', request.principal.kind === 'invalid' ? { message } : {}))
  })
}
