import { randomUUIDv7 } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Refusal, refuse } from '../errors.ts'
import { problemOf, sendRefusal, translate } from './error-handler.ts'

const unreadable: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: refuse('headers-too-large'),
  ERR_HTTP_REQUEST_TIMEOUT: refuse('request-timeout'),
}

/** Milliseconds for which who is refused may read why, before a side of the connection that stays open is closed too. */
const LINGER_MS = 1_000

/** A refusal as bytes, for a connection on which there is no request that could be answered. Hangs up afterwards. */
function hangUp(socket: Duplex, refusal: Refusal) {
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

type Socket = Duplex & { _httpMessage?: { headersSent: boolean } }

/** Answers what is not even HTTP, or never arrives whole, in the shape of every refusal, and hangs up. */
export function clientError(error: NodeJS.ErrnoException, socket: Socket) {
  // Bytes behind an answer that has begun would be read as a part of it.
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) return socket.destroy()
  hangUp(
    socket,
    unreadable[error.code ?? ''] ?? refuse('malformed-request', { message: 'This is not a valid HTTP request.' }),
  )
}

/** An address that the router cannot read reaches no hook: it is answered here. */
export function frameworkErrors(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' })
  sendRefusal(translate(error, request), request, reply)
}

const hundredContinue = /(?:^|\W)100-continue(?:$|\W)/i

/** What node:http would answer on its own, without a body or not at all. */
export function wire(app: FastifyInstance) {
  // Refused below, in its turn: an answer to an earlier request on the connection may still be on its way.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  app.addHook('onRequest', ({ headers: { expect } }, _reply, done) => {
    if (expect === undefined || hundredContinue.test(expect)) done()
    else done(refuse('expectation-failed', { headers: { connection: 'close' } }))
  })
  app.server.on('connect', (_request, socket) =>
    hangUp(
      socket,
      refuse('method-not-allowed', { headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } }),
    ),
  )
  // RFC 9112, 3.2; node:http would refuse it with an empty answer.
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (raw.headers.host !== undefined || raw.httpVersion === '1.0') done()
    else done(refuse('malformed-request', { message: 'A request names the Host it is for.' }))
  })
}
