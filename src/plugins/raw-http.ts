import { randomUUIDv7 } from 'node:crypto'
import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Refusal, refuse } from '../errors.ts'
import { problemOf, sendRefusal, translate } from './error-handler.ts'
import { inTurn, whenAnswered } from './pipelining.ts'
import { boundUnsent } from './unsent.ts'

const unreadable: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: refuse('headers-too-large'),
  ERR_HTTP_REQUEST_TIMEOUT: refuse('request-timeout'),
}

/** Milliseconds for which a refused client may read why, before its connection is closed on both sides. */
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
  const listener = inTurn(handle)
  // Without a Host, node:http would answer with an empty 400; refused below instead.
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
  // node:http does not listen to a socket that it has handed over; a reset of it would end the process.
  socket.on('error', () => socket.destroy())
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${head.join('')}\r\n${body}`)
}

type Socket = Duplex & { _httpMessage?: { headersSent: boolean } | null }

const refused = new WeakSet<Duplex>()

/** Answers bytes that are no HTTP request, or never arrive whole, in the shape of every refusal, and closes. */
export function clientError(error: NodeJS.ErrnoException, socket: Socket) {
  if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
  // The bytes that follow the first broken one are broken too.
  if (refused.has(socket)) return
  refused.add(socket)
  whenAnswered(socket, () => {
    // Bytes behind an answer that has begun would be read as a part of it.
    if (!socket.writable || socket._httpMessage?.headersSent) return socket.destroy()
    closeWith(
      socket,
      unreadable[error.code ?? ''] ?? refuse('malformed-request', { message: 'This is not a valid HTTP request.' }),
    )
  })
}

/** Answers an address that the router cannot read: no hook sees it, so it is counted here. */
export function frameworkErrors(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' })
  request.log = request.server.logFor(request.id)
  request.principal = { kind: 'anonymous' }
  request.server.limitRequest(request, reply, (exceeded) =>
    sendRefusal(translate(exceeded ?? error, request), request, reply),
  )
}
