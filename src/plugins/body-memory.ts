import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import { rateLimitKey } from '../http/principal.ts'

/** A body no longer than this is not counted: it arrives in one piece. */
const SMALL_BYTES = 16_384

/** Overhead of one piece of a body: sent in pieces of one byte, a body takes a hundred times its length in memory. */
const PIECE_BYTES = 128

/** Bytes of bodies that a process holds at once, from their first piece until the request is answered. */
const MAX_BYTES = 134_217_728

/** Share of one caller: its unfinished bodies must not block the bodies of others. */
const MAX_BYTES_PER_CALLER = MAX_BYTES / 4

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route writes its body into a file as it arrives. */
    bodyToFile?: boolean
  }
}

export interface BodyMemoryOptions {
  /** Bytes of the largest body that is accepted. */
  largestBody: number
}

/** Bounds the memory that bodies take. Without it, clients that send a megabyte and stop exhaust the process. */
export function bodyMemory(app: FastifyInstance, { largestBody }: BodyMemoryOptions) {
  const maxBytes = Math.max(MAX_BYTES, 8 * largestBody)
  const maxBytesPerCaller = Math.max(MAX_BYTES_PER_CALLER, 2 * largestBody)
  const held = new Map<string, number>()
  let total = 0

  function hold(caller: string, bytes: number) {
    total += bytes
    const ofCaller = (held.get(caller) ?? 0) + bytes
    if (ofCaller > 0) held.set(caller, ofCaller)
    else held.delete(caller)
    return ofCaller
  }

  app.addHook('preParsing', (request, reply, payload, done) => {
    if (isSmall(request) || request.routeOptions.config.bodyToFile) return done()
    const caller = rateLimitKey(request)
    let bytes = 0
    const count = (piece: Buffer) => {
      bytes += piece.length + PIECE_BYTES
      const ofCaller = hold(caller, piece.length + PIECE_BYTES)
      if (total <= maxBytes && ofCaller <= maxBytesPerCaller) return
      // A parser that reads the body answers its error; without one, Node discards each piece.
      if (payload.listenerCount('error') > 0) payload.emit('error', refuseBody(total > maxBytes))
    }
    payload.on('data', count)
    reply.raw.once('close', () => {
      // What arrives after a refusal is discarded as well, and must not be counted: nothing would subtract it again.
      payload.removeListener('data', count)
      hold(caller, -bytes)
    })
    done()
  })
}

function isSmall({ headers }: FastifyRequest) {
  if (headers['transfer-encoding'] !== undefined) return false
  const { 'content-length': length } = headers
  return length === undefined || Number(length) <= SMALL_BYTES
}

/** The rest of the body is not read: the connection closes. */
const refuseBody = (isFull: boolean) =>
  isFull
    ? refuse('overloaded', { headers: { connection: 'close' } })
    : refuse('too-many-requests', {
        message: 'Too many unfinished request bodies; wait until those under way are answered.',
        headers: { connection: 'close', 'retry-after': '1' },
      })
