import type { FastifyInstance } from 'fastify'
import { refuse } from '../errors.ts'

export interface OverloadOptions {
  start(): void
  stop(): void
  /** Why new requests are refused, or undefined while they are accepted. */
  cause(): string | undefined
}

const RETRY_AFTER_SECONDS = '5'

/** Refuses new requests with 503 while the process is overloaded. Measuring begins when the server listens. */
export function refuseWhenOverloaded(app: FastifyInstance, overload: OverloadOptions) {
  app.addHook('onListen', (done) => {
    overload.start()
    done()
  })
  app.addHook('onClose', (_app, done) => {
    overload.stop()
    done()
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (overload.cause() === undefined || request.routeOptions.config.whenOverloaded === 'serve') done()
    else done(refuse('overloaded', { headers: { 'retry-after': RETRY_AFTER_SECONDS } }))
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Served even while the process is overloaded. */
    whenOverloaded?: 'serve'
  }
}
