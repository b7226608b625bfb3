import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Router, { type HTTPMethod } from 'find-my-way'
import { refuse } from '../errors.ts'
import { sendRefusal } from './error-handler.ts'

/** Characters that one part of an address may have. */
export const MAX_PARAM_LENGTH = 1_000

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
  const addresses = Router({ maxParamLength: MAX_PARAM_LENGTH })
  // Addresses without a parameter: the router may read /quests/summary as /quests/:id for a method it does not know.
  const plain = new Map<string, string[]>()
  app.addHook('onReady', async () => {
    for (const [url, methods] of allowed) {
      if (url.startsWith('*')) continue
      addresses.on('GET' as HTTPMethod, url, () => {}, methods)
      if (!url.includes(':')) plain.set(url, methods)
    }
  })

  const methodsAt = ({ raw }: FastifyRequest) =>
    addresses.find('GET', raw.url?.split('?')[0] ?? '')?.store as string[] | undefined

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    const methods = methodsAt(request)
    if (!methods) return sendRefusal(refuse('route-not-found'), request, reply)
    const headers = { allow: [...methods, 'OPTIONS'].join(', ') }
    return sendRefusal(refuse('method-not-allowed', { headers }), request, reply)
  }

  const isMistaken = (request: FastifyRequest) => {
    const { method, url = '' } = request.raw
    const end = url.indexOf('?')
    const methods = plain.get(end < 0 ? url : url.slice(0, end))
    return methods !== undefined && !methods.includes(method ?? '') && request.routeOptions.url?.includes(':')
  }

  // Before a body is read: it is no reason to answer anything else.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS') answerOptions(request, reply).catch(done)
    else if (request.is404 || isMistaken(request)) answer(request, reply).catch(done)
    else done()
  })

  /** A browser's preflight has its headers already and has to succeed; anybody else learns the methods. */
  async function answerOptions(request: FastifyRequest, reply: FastifyReply) {
    const methods = methodsAt(request)
    if (!methods && request.headers['access-control-request-method'] === undefined) return answer(request, reply)
    if (methods) reply.header('allow', [...methods, 'OPTIONS'].join(', '))
    return reply.code(204).header('content-length', 0).send()
  }

  app.setNotFoundHandler((request, reply) => sendRefusal(refuse('route-not-found'), request, reply))
}
