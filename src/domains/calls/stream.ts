import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import { refuse } from '../../errors.ts'
import { addressKey } from '../../http/address.ts'
import { acceptSocket, isUpgrade } from '../../http/upgrade.ts'
import { type Line, MAX_MESSAGE_BYTES, type MediaSockets, type Needs, openMediaSockets } from './media-sockets.ts'
import { STREAM_PATH } from './media-token.ts'

/** Bytes that the other side may leave unread: a minute of sound. One that leaves more is gone. */
const MAX_UNREAD_BYTES = 1024 * 1024
/** Milliseconds that a peer has to answer our closing, after which the connection is cut. */
const CLOSE_MS = 1_000

/** Calls that go on are served when new requests are not; sockets are counted until they have started. */
const config = { access: 'public', rateLimit: false, whenOverloaded: 'serve', socket: true } as const
const schema = { hide: true } as const

/**
 * The sound of calls, both ways, by the media protocol of the carrier. A page may answer a simulated call by it. Not a part
 * of the contract, which knows no sockets.
 */
export async function stream(app: FastifyInstance, deps: Needs) {
  const sockets = openMediaSockets(deps)
  app.addHook('preClose', () => sockets.close())

  app.get(STREAM_PATH, { schema, config }, async (request, reply) => {
    if (!isUpgrade(request)) throw refuse('upgrade-required')
    const { raw, headers, ip, log } = request
    const signature = headers['x-twilio-signature'] as string | undefined
    const isSigned = () => deps.telephony.isSigned({ path: raw.url as string, signature, isSocket: true })
    if (deps.telephony.name !== 'simulated' && !isSigned()) throw refuse('webhook-unsigned')
    const leave = sockets.enter(addressKey(ip))
    // Also of one whose handshake is refused.
    raw.socket.once('close', leave)
    await acceptSocket(request, reply, {
      maxBytes: MAX_MESSAGE_BYTES,
      use: (socket) => connect(socket, raw.socket, (line) => sockets.open(line, { leave, log })),
    })
  })
}

function connect(socket: WebSocket, connection: Duplex, open: (line: Line) => ReturnType<MediaSockets['open']>) {
  const receiver = open(lineOf(socket, connection))
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) receiver.bytes()
    else receiver.text(data.toString())
  })
  socket.on('ping', () => receiver.ping())
  socket.once('close', () => receiver.gone())
  // What is wrong with it closes it.
  socket.on('error', () => {})
}

const lineOf = (socket: WebSocket, connection: Duplex): Line => ({
  send(text) {
    socket.send(text)
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.terminate()
  },
  together(work) {
    connection.cork()
    try {
      work()
    } finally {
      connection.uncork()
    }
  },
  close(code, reason) {
    socket.close(code, reason)
    setTimeout(() => socket.terminate(), CLOSE_MS).unref()
  },
})
