import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { noteUpgrade } from '../http/upgrade.ts'
import { whenAnswered } from './pipelining.ts'

/** Milliseconds that a refused client has to read the answer before its socket is destroyed. */
const LINGER_MS = 1_000

/**
 * Sends upgrades to WebSockets through the same hooks and routes as every other request, so that they are refused like them.
 * Only where a route opens sockets: node:http hands over every request with an Upgrade header, as clients send it that offer
 * HTTP/2, once anyone listens. Must be called before the routes are registered.
 */
export function upgrades(app: FastifyInstance) {
  const paths = new Set<string>()
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.socket) paths.add(url)
  })
  const isSocket = ({ method, url = '', headers }: IncomingMessage) =>
    method === 'GET' && /^websocket$/i.test(headers.upgrade ?? '') && paths.has(url.split('?', 1)[0] as string)
  Object.assign(app.server, { shouldUpgradeCallback: isSocket })

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const destroy = () => socket.destroy()
    // node:http no longer handles errors of this socket: without a listener, a reset would end the process.
    socket.on('error', destroy)
    // Behind a request that still runs, whose answer goes first.
    whenAnswered(socket, () => {
      if (!socket.writable) return destroy()
      const response = new ServerResponse(request)
      response.shouldKeepAlive = false
      response.assignSocket(socket as never)
      response.once('finish', () => {
        socket.end()
        setTimeout(destroy, LINGER_MS).unref()
      })
      noteUpgrade(request, { socket, head, release: () => response.detachSocket(socket as never) })
      app.routing(request, response)
    })
  })
}
