import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import { mayUse, type Principal } from '../http/principal.ts'

export interface AuthOptions {
  /** The operator's bearer token. */
  adminToken: string
}

const anonymous: Principal = { kind: 'anonymous' }
const operator: Principal = { kind: 'operator' }
const invalid: Principal = { kind: 'invalid' }
/** Compares digests, so that neither the length nor a common beginning shows in the time it takes. */
const sameSecret = (one: string, other: string) => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

/** Sets the principal of each request, and refuses those that the route's access does not serve. */
export function auth(app: FastifyInstance, { adminToken }: AuthOptions) {
  app.decorateRequest('principal')

  function identify(request: FastifyRequest): Principal {
    const { authorization } = request.headers
    if (authorization === undefined) return anonymous
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    return token !== undefined && sameSecret(token, adminToken) ? operator : invalid
  }

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
