import type { FastifyInstance } from 'fastify'
import type { Origins } from './origins.ts'

export interface HeaderOptions {
  origins: Origins
  local: boolean
}

const pagePolicy = [
  "default-src 'none'",
  // Documentation pages load everything from this service.
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';')

/** Headers of every answer. CORS depends on the origin, so every cache has to tell origins apart. */
const always = {
  vary: 'Origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

const ofPages = {
  ...always,
  'content-security-policy': pagePolicy,
  'cross-origin-opener-policy': 'same-origin',
  // Frontends on other origins read our answers; CORS says which.
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'SAMEORIGIN',
}

const ofData = {
  ...always,
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  // no-cache: revalidated at each use. no-transform: compression by a proxy makes the ETag weak, which fails If-Match.
  'cache-control': 'private, no-cache, no-transform',
}

const readable = {
  'access-control-expose-headers': [
    'accept-ranges, content-range, etag, idempotent-replayed, location, retry-after, x-cache, x-request-id',
    'ratelimit-limit, ratelimit-remaining, ratelimit-reset',
  ].join(', '),
}

const preflight = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, x-request-id, x-session-id',
  'access-control-max-age': '600',
}

/** The request's id and the security headers on every answer, and CORS for exactly the origins that are allowed. */
export function headers(app: FastifyInstance, { origins, local }: HeaderOptions) {
  const transport = local ? {} : { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
  const [forPages, forData] = [
    { ...ofPages, ...transport },
    { ...ofData, ...transport },
  ]
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.headers(request.routeOptions.config.page ? forPages : forData)
    const { origin } = request.headers
    if (origin !== undefined && origins.isAllowed(origin)) {
      reply.header('access-control-allow-origin', origin).headers(readable)
      if (origins.withCookies(origin)) reply.header('access-control-allow-credentials', 'true')
      if (request.method === 'OPTIONS') reply.headers(preflight)
    }
    done()
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** HTML page: gets the headers that browsers need for pages. */
    page?: true
  }
}
