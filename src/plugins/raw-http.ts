import { randomUUIDv7 } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Refusal, refuse } from '../errors.ts'
import { mayBeSlow } from '../http/paced-body.ts'
import { problemOf, sendRefusal, translate } from './error-handler.ts'
import { serialized, whenAnswered } from './pipelining.ts'
import { boundUnsent } from './unsent.ts'

const unreadable: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: refuse('headers-too-large'),
  ERR_HTTP_REQUEST_TIMEOUT: refuse('request-timeout'),
}

/** Milliseconds that a refused client has to read the answer before its socket is destroyed. */
const LINGER_MS = 1_000

const timeouts = {
  /** A client that sends slowly holds a connection: how long headers may take, and how often the server looks. */
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 72_000,
}

/** Milliseconds without a byte in either direction after which a connection is closed. */
const SILENCE_MS = 60_000

/** The HTTP server below Fastify. */
export function httpServer(handle: RequestListener): Server {
  const listener = serialized(handle)
  // node:http would answer a missing Host with an empty 400; request-checks.ts refuses it with a body.
  const server = createServer({ ...timeouts, requireHostHeader: false }, listener)
  server.setTimeout(SILENCE_MS)
  server.on('checkExpectation', listener)
  server.on('connect', (_request, socket) =>
    whenAnswered(socket, () =>
      closeWith(
        socket,
        refuse('method-not-allowed', { headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } }),
      ),
    ),
  )
  boundUnsent(server)
  return server
}

/** Writes a refusal on a connection that has no request to answer, and closes it. */
function closeWith(socket: Duplex, refusal: Refusal) {
  const id = randomUUIDv7()
  const body = JSON.stringify(problemOf(refusal, id))
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': id,
    Connection: 'close',
    ...refusal.extra.headers,
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  // node:http no longer handles errors of this socket: without a listener, a reset would end the process.
  socket.on('error', () => socket.destroy())
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${head.join('')}\r\n${body}`)
}

type Socket = Duplex & { _httpMessage?: { headersSent: boolean; req: IncomingMessage } | null }

const refused = new WeakSet<Duplex>()

/** Answers invalid or incomplete HTTP with a refusal and closes the connection. */
export function clientError(error: NodeJS.ErrnoException, socket: Socket) {
  if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
  // Node says once that a request took too long, and leaves it to this listener to end it.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket._httpMessage && mayBeSlow(socket._httpMessage.req)) return
  // Node reports every further chunk after the first invalid one as well.
  if (refused.has(socket)) return
  refused.add(socket)
  whenAnswered(socket, () => {
    // After a partly sent answer, the client would read the refusal as part of it.
    if (!socket.writable || socket._httpMessage?.headersSent) return socket.destroy()
    closeWith(
      socket,
      unreadable[error.code ?? ''] ?? refuse('malformed-request', { message: 'This is not a valid HTTP request.' }),
    )
  })
}

/** Answers a URL that the router cannot parse. No hook runs for it, so it is counted here. */
export function frameworkErrors(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' })
  request.log = request.server.logFor(request.id)
  request.principal = { kind: 'anonymous' }
  request.server.limitRequest(request, reply, (exceeded) =>
    sendRefusal(translate(exceeded ?? error, request), request, reply),
  )
}
