import type { FastifyInstance, FastifyRequest } from 'fastify'
import Router, { type HTTPMethod } from 'find-my-way'
import { refuse } from '../errors.ts'
import { sendRefusal } from './problems.ts'

/**
 * A known address with an unknown method is 405 with `Allow`, not 404. Must be called before the routes are registered.
 */
export function methods(app: FastifyInstance) {
  const allowed = new Map<string, string[]>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = allowed.get(url) ?? []
    allowed.set(url, [...new Set([...known, ...[method].flat()])])
  })

  // One route for each address; which methods it has is its store.
  const addresses = Router()
  app.addHook('onReady', async () => {
    for (const [url, methods] of allowed)
      if (!url.startsWith('*')) addresses.on('GET' as HTTPMethod, url, () => {}, methods)
  })

  const methodsAt = (request: FastifyRequest) =>
    addresses.find('GET', request.raw.url?.split('?')[0] ?? '')?.store as string[] | undefined

  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) => {
    const methods = methodsAt(request)
    if (!methods) return sendRefusal(refuse('route-not-found'), request, reply)
    const allow = [...methods, 'OPTIONS'].join(', ')
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send()
    return sendRefusal(refuse('method-not-allowed', { headers: { allow } }), request, reply)
  })
}
