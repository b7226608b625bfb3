import type { FastifyInstance } from 'fastify'

/**
 * Refuses query parameters that the contract does not name: a misspelled one would be ignored silently. Must be called
 * before the routes are registered.
 */
export function closedQueries(app: FastifyInstance) {
  app.addHook('onRoute', (route) => {
    if (!route.schema || route.schema.hide) return
    const query = route.schema.querystring ?? { type: 'object', properties: {} }
    route.schema = { ...route.schema, querystring: { ...query, additionalProperties: false } }
  })
}
