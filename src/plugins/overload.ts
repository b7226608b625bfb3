import type { FastifyInstance } from 'fastify'
import { refuse } from '../errors.ts'
import type { Overload } from '../services/overload.ts'
import { problemOf } from './error-handler.ts'

const RETRY_AFTER_SECONDS = '5'

/** The body of the refusal, around the id of a request. */
const [BEFORE_ID, AFTER_ID] = JSON.stringify(problemOf(refuse('overloaded'), '{id}')).split('{id}') as [string, string]

/**
 * Refuses new requests with 503 while the process is overloaded, before anything else is done for them: a refusal costs
 * a twentieth of what it saves. They are counted in the metrics, and not logged one by one. Measuring begins when the
 * server listens.
 */
export function refuseWhenOverloaded(app: FastifyInstance, overload: Overload) {
  app.addHook('onListen', (done) => {
    overload.start()
    done()
  })
  app.addHook('onClose', (_app, done) => {
    overload.stop()
    done()
  })
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.whenOverloaded === 'serve' || overload.accepts()) return done()
    reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).type('application/json; charset=utf-8')
    reply.send(`${BEFORE_ID}${request.id}${AFTER_ID}`)
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Served even while the process is overloaded. */
    whenOverloaded?: 'serve'
  }
}
