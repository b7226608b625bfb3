import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WebSocket, WebSocketServer } from 'ws'

/** What belongs to a request that wants to become a WebSocket. */
interface Upgrade {
  socket: Duplex
  /** The first bytes behind the request. */
  head: Buffer
  /** Lets go of the HTTP answer, which is not sent. */
  release(): void
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route opens WebSockets: `acceptSocket`. */
    socket?: true
  }
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>()

export const noteUpgrade = (request: IncomingMessage, upgrade: Upgrade) => void upgrades.set(request, upgrade)

/** Whether a request wants to become a WebSocket. Any other one has to be answered. */
export const isUpgrade = ({ raw }: Pick<FastifyRequest, 'raw'>) => upgrades.has(raw)

let loading: Promise<WebSocketServer> | undefined

/** Opens the WebSocket in place of the answer; `use` has to listen before it returns. The package is loaded with the first one. */
export async function acceptSocket(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  { maxBytes, use }: { maxBytes: number; use(socket: WebSocket): void },
): Promise<void> {
  const { socket, head, release } = upgrades.get(raw) as Upgrade
  loading ??= import('ws').then(
    ({ WebSocketServer }) =>
      new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: maxBytes }),
  )
  const server = await loading
  reply.hijack()
  release()
  server.handleUpgrade(raw, socket, head, use)
}
