import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Opened } from './deps.ts'

/** Milliseconds for which we still accept, but ask every client to leave, before the door closes. */
const LEAVE_MS = 1_500

/** Milliseconds within which a second signal is an echo of the first: a terminal signals the whole group. */
const ECHO_MS = 500

interface Stoppable {
  app: FastifyInstance
  opened: Opened
  log: Logger
  graceMs: number
}

/**
 * On SIGTERM or SIGINT: not ready any more, every answer says `Connection: close`, then the listener closes, what runs
 * ends, the pools close, exit 0. Exit 1 when the grace is over, or on a second signal.
 */
export function stopping(process: NodeJS.Process, { app, opened, log, graceMs }: Stoppable) {
  const { system } = opened.deps
  let since: number | undefined

  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (system.draining) reply.header('connection', 'close')
    done()
  })

  async function stop() {
    if (since !== undefined) {
      if (performance.now() - since > ECHO_MS) process.exit(1)
      return
    }
    since = performance.now()
    system.draining = true
    log.info('stopping: finishing what runs')
    setTimeout(() => {
      log.error('stopping took too long')
      process.exit(1)
    }, graceMs).unref()
    await new Promise((resolve) => setTimeout(resolve, Math.min(LEAVE_MS, graceMs / 4)))
    await app.close()
    await opened.close()
    log.info('stopped')
    process.exit(0)
  }

  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // A worker whose supervisor is gone has nobody to tell it to stop.
  process.on('disconnect', stop)
}
