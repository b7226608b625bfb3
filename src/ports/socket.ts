import type { IncomingMessage } from 'node:http'
import type { RawData, WebSocket } from 'ws'
import { badResponse, ProviderFailure } from './failure.ts'
import { type Provider, retryAfterMs, toFailure } from './http-failure.ts'
import type { Clock } from './port.ts'
import { resolver } from './resolve.ts'

/** Largest message that is read: ten seconds of speech are 80 KB. */
const MAX_MESSAGE_BYTES = 1024 * 1024
/** Milliseconds that a peer has to answer our closing, after which the connection is cut. */
const CLOSE_MS = 2_000

export interface SocketOptions {
  provider: Provider
  url: URL
  /** Carry the key: the address does not. */
  headers: Record<string, string>
  clock: Clock
  /** Milliseconds until it must be open. */
  deadlineMs: number
  /** Cuts the connection, also while it opens. */
  signal: AbortSignal
  onText(text: string): void
  onBytes(bytes: Uint8Array): void
  /** A sign of life that is no message. */
  onPong?(): void
  /** Once, when it ends: with a failure, or without one when the other side has closed it in order. */
  onEnd(failure: ProviderFailure | undefined): void
}

/** An open WebSocket to an outside service. */
export interface Socket {
  send(data: string | Uint8Array): void
  ping(): void
  /** Bytes that the other side has not taken yet. */
  waitingBytes(): number
  /** Closes it in order. */
  close(): void
}

/**
 * Opens a WebSocket. It follows no redirect, compresses nothing, and reads no message beyond 1 MB. Rejects with
 * `ProviderFailure`, or anything when the signal aborts. After it has opened, `onEnd` tells how it ended, unless the
 * signal cut it.
 */
export async function openSocket(options: SocketOptions): Promise<Socket> {
  const { provider, clock, deadlineMs, signal } = options
  signal.throwIfAborted()
  const socket = await connect(options)
  const cut = () => socket.terminate()
  signal.addEventListener('abort', cut, { once: true })
  // It may have aborted while the package was loaded.
  if (signal.aborted) cut()
  const detach = () => signal.removeEventListener('abort', cut)
  const opening = new AbortController()
  const late = clock.sleep(deadlineMs, opening.signal).then(() => {
    throw new ProviderFailure('timeout', `${provider.name} did not answer within ${Math.round(deadlineMs)} ms`)
  })
  try {
    await Promise.race([opened(socket, options, detach), late])
  } catch (error) {
    detach()
    socket.terminate()
    throw error
  } finally {
    opening.abort()
    late.catch(() => {})
  }
  return {
    // What is sent to a socket that is closing is lost, as is all that comes too late.
    send: (data) => socket.send(data, () => {}),
    ping: () => socket.ping(undefined, undefined, () => {}),
    waitingBytes: () => socket.bufferedAmount,
    close() {
      detach()
      socket.close(1000)
      setTimeout(cut, CLOSE_MS).unref()
    },
  }
}

/** The package is loaded with the first socket. */
async function connect({ url, headers }: SocketOptions): Promise<WebSocket> {
  const { WebSocket } = await import('ws')
  const settings = { headers, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, lookup: resolver() }
  return new WebSocket(url, settings)
}

/** Listens from the beginning: a message may come in the same moment in which it opens. */
function opened(socket: WebSocket, options: SocketOptions, detach: () => void): Promise<void> {
  const { provider, clock, signal, onText, onBytes, onPong, onEnd } = options
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let isOpen = false
  let failure: ProviderFailure | undefined
  socket.once('open', () => {
    isOpen = true
    resolve()
  })
  socket.once('unexpected-response', (request, response: IncomingMessage) => {
    request.destroy()
    failure = refusalOf(provider, response, clock)
    reject(failure)
  })
  socket.on('message', (data: RawData, isBinary) => {
    if (isBinary) onBytes(data as Buffer)
    else onText((data as Buffer).toString('utf8'))
  })
  socket.on('pong', () => onPong?.())
  socket.on('error', (error) => {
    failure ??= failureOf(provider.name, error)
  })
  socket.once('close', (code) => {
    detach()
    // 1000 and 1005 close it in order; 1006 stands for a connection that was cut.
    const isInOrder = isOpen && (code === 1000 || code === 1005)
    const ended = failure ?? (isInOrder ? undefined : unreachable(provider.name))
    if (!isOpen) reject(ended)
    else if (!signal.aborted) onEnd(ended)
  })
  return promise
}

function refusalOf(provider: Provider, { statusCode = 0, headers }: IncomingMessage, clock: Clock) {
  if (statusCode < 300) return badResponse(provider.name, 'opens no socket')
  if (statusCode < 400) return badResponse(provider.name, 'answers with a redirect')
  const afterMs = retryAfterMs(headers['retry-after'] ?? null, clock.now().getTime())
  return toFailure(provider, statusCode, { retryAfterMs: afterMs })
}

const unreachable = (name: string) => new ProviderFailure('unavailable', `${name} cannot be reached`)

/** Errors of the protocol have a code of `ws`; their messages are not passed on. */
function failureOf(name: string, error: Error) {
  const { code = '' } = error as { code?: string }
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return badResponse(name, 'answers too much')
  if (/^(WS_ERR_|HPE_)/.test(code) || /Sec-WebSocket|Upgrade|subprotocol|extension/i.test(error.message))
    return badResponse(name, 'sends an answer that cannot be read')
  return unreachable(name)
}
