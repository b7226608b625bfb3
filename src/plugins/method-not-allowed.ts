import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import { sendRefusal } from './error-handler.ts'

/** Characters that one part of an address may have. */
export const MAX_PARAM_LENGTH = 1_000

interface Address {
  matches: RegExp
  methods: Set<string>
}

/** Answers a known address with an unknown method by 405 with `Allow`, not 404. Call it before routes are registered. */
export function methodNotAllowed(app: FastifyInstance) {
  // By route pattern. Addresses without a parameter take precedence, as in the router.
  const addresses = new Map<string, Address>()
  app.addHook('onRoute', ({ url, method }) => {
    const address = addresses.get(url) ?? { matches: matcherOf(url), methods: new Set() }
    for (const each of [method].flat()) address.methods.add(each)
    addresses.set(url, address)
  })
  // Patterns with a parameter that also match a plain address: the router falls back to them for an unknown method.
  let shadowing: Set<string>
  let sorted: Address[]
  let words: Set<string>
  app.addHook('onReady', async () => {
    const plain = [...addresses.keys()].filter(isPlain)
    shadowing = new Set(
      [...addresses].flatMap(([url, { matches }]) =>
        !isPlain(url) && plain.some((it) => matches.test(it)) ? [url] : [],
      ),
    )
    words = new Set([...addresses.keys()].flatMap((url) => url.split('/')))
    sorted = [...addresses].sort(([one], [other]) => +isPlain(other) - +isPlain(one)).map(([, address]) => address)
  })

  const methodsAt = ({ raw }: FastifyRequest): Set<string> | undefined => {
    // Cannot throw: the router has decoded it before, and an invalid URL reaches no hook.
    const path = decodeURI((raw.url ?? '').split('?', 1)[0] as string)
    return sorted.find(({ matches }) => matches.test(path))?.methods
  }

  const isUnknownMethod = (request: FastifyRequest) =>
    request.is404 ||
    (shadowing.has(request.routeOptions.url ?? '') && methodsAt(request)?.has(request.method) === false)

  // Before the body is read, so that its faults do not hide the 405.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS') answerOptions(request, reply)
    else if (isUnknownMethod(request)) answerUnknown(request, reply)
    else done()
  })

  function answerUnknown(request: FastifyRequest, reply: FastifyReply) {
    const methods = methodsAt(request)
    const refusal = methods
      ? refuse('method-not-allowed', { headers: { allow: allowOf(methods) } })
      : refuse('route-not-found', { log: { address: withoutIds(request.raw.url ?? '') } })
    return sendRefusal(refusal, request, reply)
  }

  /** Unknown address for the log: parts that occur in no route are replaced, as they may be ids or secrets. */
  const withoutIds = (url: string) =>
    (url.split('?', 1)[0] as string).replace(/[^/]+/g, (part) => (words.has(part) ? part : '?')).slice(0, 100)

  /** A browser's preflight has its headers already and has to succeed; other callers learn the methods. */
  function answerOptions(request: FastifyRequest, reply: FastifyReply) {
    const methods = methodsAt(request)
    if (!methods && request.headers['access-control-request-method'] === undefined) return answerUnknown(request, reply)
    if (methods) reply.header('allow', allowOf(methods))
    reply.code(204).header('content-length', 0).send()
  }

  app.setNotFoundHandler((request, reply) => sendRefusal(refuse('route-not-found'), request, reply))
}

const allowOf = (methods: Set<string>) => [...methods, 'OPTIONS'].join(', ')

const isPlain = (url: string) => !/[:*]/.test(url)

/** A route's pattern as an expression: parameters are one part of the address, an asterisk is the rest of it. */
function matcherOf(url: string) {
  const parts = url.split(/(:\w+|\*)/).map((part) => {
    if (part.startsWith(':')) return '[^/]+'
    return part === '*' ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`)
}
