import type { FastifyInstance } from 'fastify'

/**
 * A member of the query that the contract does not name is a mistake of the caller, and refused. Must be
 * called before the routes are registered.
 */
export function closedQueries(app: FastifyInstance) {
  app.addHook('onRoute', (route) => {
    if (!route.schema || route.schema.hide) return
    const query = route.schema.querystring ?? { type: 'object', properties: {} }
    route.schema = { ...route.schema, querystring: { ...query, additionalProperties: false } }
  })
}
