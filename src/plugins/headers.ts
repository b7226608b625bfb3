import type { IncomingMessage, ServerResponse } from 'node:http'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import helmet, { type HelmetOptions } from 'helmet'

export interface HeaderOptions {
  /** Exact origins of the frontends. */
  origins: string[]
  local: boolean
}

/** A frontend's development server, on whatever port it runs. */
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/

const security = (local: boolean): HelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      // The pages of the documentation; everything they need comes from here.
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'", 'blob:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Frontends on other origins read our answers; CORS says which.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  strictTransportSecurity: local ? false : { maxAge: 31_536_000 },
  // For browsers that no longer exist.
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
})

/** What helmet would set on a response. It is the same on every one, so it is asked once: it costs more than a load. */
function headersOf(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {}
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value
    },
    removeHeader: () => {},
  }
  helmet(options)({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error) throw error
  })
  return headers
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const asked = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'x-request-id',
  'x-session-id',
]
const shown = [
  'etag',
  'idempotent-replayed',
  'location',
  'retry-after',
  'x-request-id',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
]

/** What a browser heeds on an answer that is no page. */
const dataHeaders = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Asked for anew each time, and by nobody on the way compressed: a tag that was weakened fits no If-Match.
  'cache-control': 'private, no-cache, no-transform',
}

/** Security headers on every answer, and CORS for exactly the origins that are named. */
export async function headers(app: FastifyInstance, { origins, local }: HeaderOptions) {
  const forPages = headersOf(security(local))
  const { 'strict-transport-security': hsts } = forPages
  const forData = { ...dataHeaders, ...(hsts ? { 'strict-transport-security': hsts } : {}) }
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.routeOptions.config.page ? forPages : forData)
    done()
  })

  const known = new Set(origins)
  const isKnown = (origin: string) => known.has(origin) || (local && localOrigin.test(origin))
  await app.register(cors, {
    // A stranger, and a request without an origin, gets no CORS header at all.
    origin: (origin, answer) => answer(null, origin !== undefined && isKnown(origin)),
    methods,
    allowedHeaders: asked.join(', '),
    exposedHeaders: shown.join(', '),
    // Any OPTIONS goes on to plugins/method-not-allowed.ts, which answers with Allow.
    strictPreflight: false,
    preflightContinue: true,
    credentials: true,
    maxAge: 600,
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Shown by a browser: gets every header that a page needs. */
    page?: true
  }
}
