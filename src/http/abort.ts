import type { FastifyReply } from 'fastify'
import { refuse } from '../errors.ts'

/**
 * Signal that aborts when the client disconnects before the answer is sent.
 * NOTE: Fastify's `request.signal` aborts as soon as the body of a request has been read.
 */
export function abortOnDisconnect({ raw }: FastifyReply): AbortSignal {
  const abort = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) abort.abort(refuse('request-abandoned'))
  })
  return abort.signal
}
