import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

export interface HeaderOptions {
  /** Exact origins of the frontends. */
  origins: string[]
  local: boolean
}

/** A frontend's development server, on whatever port it runs. */
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/

/** Security headers on every answer, and CORS for exactly the origins that are named. */
export async function headers(app: FastifyInstance, { origins, local }: HeaderOptions) {
  await app.register(helmet, {
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
  })
  await app.register(cors, {
    origin: local ? [...origins, localOrigin] : origins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'x-request-id',
      'x-session-id',
    ],
    exposedHeaders: [
      'etag',
      'location',
      'retry-after',
      'x-request-id',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
    ],
    credentials: true,
    maxAge: 600,
  })
}
