import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Router, { type HTTPMethod } from 'find-my-way'
import { refuse } from '../errors.ts'
import { sendRefusal } from './problems.ts'

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
  // Addresses with a parameter that could be read as another address: /quests/:id as /quests/summary.
  const ambiguous = new Set<string>()
  app.addHook('onReady', async () => {
    const urls = [...allowed.keys()].filter((url) => !url.startsWith('*'))
    for (const url of urls) addresses.on('GET' as HTTPMethod, url, () => {}, allowed.get(url))
    for (const url of urls.filter((url) => url.includes(':'))) {
      const pattern = new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`)
      if (urls.some((other) => !other.includes(':') && pattern.test(other))) ambiguous.add(url)
    }
  })

  const methodsAt = ({ raw }: FastifyRequest) =>
    addresses.find('GET', raw.url?.split('?')[0] ?? '')?.store as string[] | undefined

  const limit = app.rateLimit() as unknown as (request: FastifyRequest, reply: FastifyReply) => Promise<void>

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    await limit(request, reply)
    const methods = methodsAt(request)
    if (!methods) return sendRefusal(refuse('route-not-found'), request, reply)
    const headers = { allow: [...methods, 'OPTIONS'].join(', ') }
    return sendRefusal(refuse('method-not-allowed', { headers }), request, reply)
  }

  /** Whether the router has read an address that does not know this method as a parameter of another. */
  const isMistaken = (request: FastifyRequest) =>
    ambiguous.has(request.routeOptions.url ?? '') && !methodsAt(request)?.includes(request.method)

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
