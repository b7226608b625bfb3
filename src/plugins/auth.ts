import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import { mayUse, type Principal, type User } from '../http/principal.ts'

type Verified = Omit<User, 'kind'> | undefined

export interface AuthOptions {
  /** The operator's bearer token. */
  adminToken: string
  /** The user of a token that is valid now. Rejects when the database cannot say whether it is. */
  verifyToken(token: string): Verified | Promise<Verified>
}

const anonymous: Principal = { kind: 'anonymous' }
const operator: Principal = { kind: 'operator' }
const invalid: Principal = { kind: 'invalid' }
/** Compares digests, so that neither the length nor a common beginning shows in the time it takes. */
const sameSecret = (one: string, other: string) => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

const principalOf = (user: Verified): Principal => (user ? { kind: 'user', ...user } : invalid)

/** Probes are not rate-limited: a check of the token there would allow unlimited guessing. */
const isProbe = ({ routeOptions: { config } }: FastifyRequest) =>
  config.access === 'public' && config.rateLimit === false

/** Sets the principal of each request, and refuses those that the route's access does not serve. */
export function auth(app: FastifyInstance, { adminToken, verifyToken }: AuthOptions) {
  app.decorateRequest('principal')

  function identify(request: FastifyRequest): Principal | Promise<Principal> {
    const { authorization } = request.headers
    if (authorization === undefined || isProbe(request)) return anonymous
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    if (token === undefined) return invalid
    if (sameSecret(token, adminToken)) return operator
    const user = verifyToken(token)
    return user instanceof Promise ? user.then(principalOf) : principalOf(user)
  }

  app.addHook('onRequest', (request, _reply, done) => {
    // Known to the limiter as well when the database cannot answer.
    request.principal = anonymous
    const principal = identify(request)
    if (!(principal instanceof Promise)) {
      request.principal = principal
      return done()
    }
    principal.then((found) => {
      request.principal = found
      done()
    }, done)
  })

  // After the limiter, which therefore counts wrong tokens too.
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const { access } = request.routeOptions.config
    const { kind } = request.principal
    if (mayUse(access, request.principal)) return done()
    if (kind === 'user') return done(refuse('operator-required'))
    if (kind === 'operator') return done(refuse('user-required'))
    const message = 'The token in the Authorization header is not valid, or no longer; sign in again.'
    done(refuse('unauthorized', kind === 'invalid' ? { message } : {}))
  })
}
