import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Requests of all connections that wait behind another one of their connection. Each holds a few kilobytes, so the
 * connection that sends one too many is closed.
 */
const MAX_WAITING = 10_000

type Exchange = [IncomingMessage, ServerResponse]

interface Connection {
  running: ServerResponse
  waiting: Exchange[]
  watched?: true
  /** Called when all requests are answered, instead of reading further ones. */
  atEnd?: () => void
}

const connections = new WeakMap<Duplex, Connection>()
let waitingInAll = 0

/**
 * Runs the requests of a connection one after another, each after the previous answer was sent. node:http starts all
 * requests of one segment at once and buffers their answers: a client that reads none of them would fill the memory.
 * Two writes of one connection may not run side by side anyway (RFC 9112, 9.3.2).
 */
export const serialized = (handle: RequestListener): RequestListener => {
  return (request, response) => {
    const { socket } = request
    const connection = connections.get(socket)
    if (!connection) connections.set(socket, { running: response, waiting: [] })
    else if (connection.atEnd) return
    else if (connection.waiting.length > 0 || !connection.running.writableFinished) {
      return wait(socket, connection, [request, response])
    } else connection.running = response
    handle(request, response)
  }

  function wait(socket: Duplex, connection: Connection, exchange: Exchange) {
    if (waitingInAll >= MAX_WAITING) return void socket.destroy()
    waitingInAll++
    // Reading resumes when the waiting requests have run.
    socket.pause()
    if (connection.waiting.push(exchange) > 1) return
    const next = () => runNext(connection, next)
    connection.running.once('finish', next)
    if (connection.watched) return
    connection.watched = true
    socket.once('close', () => drop(connection))
  }

  function runNext(connection: Connection, next: () => void) {
    const exchange = connection.waiting.shift()
    if (!exchange) return
    waitingInAll--
    const [request, response] = exchange
    connection.running = response
    if (connection.waiting.length > 0) response.once('finish', next)
    else if (connection.atEnd) response.once('finish', connection.atEnd)
    else request.socket.resume()
    handle(request, response)
  }
}

function drop(connection: Connection) {
  waitingInAll -= connection.waiting.length
  connection.waiting = []
}

/** Calls `then` when all complete requests of a connection are answered. It accepts no further ones. */
export function whenAnswered(socket: Duplex, then: () => void) {
  const connection = connections.get(socket)
  if (!connection) return then()
  const { running, waiting } = connection
  if (waiting.at(-1)?.[0].complete === false) {
    waiting.pop()
    waitingInAll--
  }
  connection.atEnd = then
  if (waiting.length > 0) return
  if (running.writableFinished || !running.req.complete) then()
  else running.once('finish', then)
}
