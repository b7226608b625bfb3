import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Opened } from './deps.ts'

/** Milliseconds for which we still accept, but ask every client to leave, before the door closes. */
const LEAVE_MS = 1_500

interface Running {
  app: FastifyInstance
  opened: Opened
  log: Logger
  graceMs: number
}

/**
 * How the service stops: not ready any more, every answer says `Connection: close`, then the listener closes, what runs
 * ends, the pools close.
 */
export function draining({ app, opened, log, graceMs }: Running): () => Promise<void> {
  const { system } = opened.deps
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (system.draining) reply.header('connection', 'close')
    done()
  })
  return async () => {
    system.draining = true
    log.info('stopping: finishing what runs')
    await new Promise((resolve) => setTimeout(resolve, Math.min(LEAVE_MS, graceMs / 4)))
    await app.close()
    await opened.close()
    log.info('stopped')
  }
}
