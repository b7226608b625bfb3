import type { FastifyInstance } from 'fastify'
import { invalid } from '../errors.ts'
import { unsoundIn } from '../http/sound-json.ts'

/**
 * Refuses query parameters that the contract does not name: a misspelled one would be ignored silently. Refuses values
 * of the path and the query with NUL too, for which Postgres has an error, so that they would be a 500. Must be called before the routes are
 * registered.
 */
export function requestValues(app: FastifyInstance) {
  app.addHook('onRoute', (route) => {
    if (!route.schema || route.schema.hide) return
    const query = route.schema.querystring ?? { type: 'object', properties: {} }
    route.schema = { ...route.schema, querystring: { ...query, additionalProperties: false } }
  })
  app.addHook('preValidation', (request, _reply, done) => {
    const problem = unsoundIn(request.params, 'path') ?? unsoundIn(request.query, 'query')
    done(problem && invalid([problem]))
  })
}
