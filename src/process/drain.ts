import { Server } from 'node:net'
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Opened } from '../deps.ts'

/** Milliseconds for which we still accept, but ask every client to leave, before the door closes. */
const LEAVE_MS = 1_500

/** Milliseconds between closing the door and hanging up on who is inside and silent: a request may be on its way. */
const LAST_WORDS_MS = 250

/** Milliseconds of the grace that are kept for jobs that have to be aborted, and for closing. */
const JOBS_RESERVE_MS = 3_000

interface Running {
  app: FastifyInstance
  opened: Opened
  log: Logger
  graceMs: number
}

/**
 * How the service stops: not ready any more, every answer says `Connection: close`, then the listener closes, what runs
 * ends, jobs included, the pools close.
 */
export function draining({ app, opened, log, graceMs }: Running): () => Promise<void> {
  const { system, jobs } = opened.deps
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (system.draining) reply.header('connection', 'close')
    done()
  })
  return async () => {
    system.draining = true
    log.info('stopping: finishing what runs')
    const jobsStopped = jobs.stop(Math.max(0, graceMs - JOBS_RESERVE_MS))
    await sleep(Math.min(LEAVE_MS, graceMs / 4))
    // Right after a look at the door, so that nobody stands in it.
    await immediate()
    // An HTTP server's own close hangs up on silent connections in the same moment.
    Server.prototype.close.call(app.server)
    await sleep(LAST_WORDS_MS)
    await app.close()
    await jobsStopped
    await opened.close()
    log.info('stopped')
  }
}
