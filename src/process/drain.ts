import cluster from 'node:cluster'
import { Server } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Opened } from '../deps.ts'

/** Milliseconds in which balancers see that we are not ready and clients are told to leave, before the listener closes. */
const LEAVE_MS = 1_500

/** Milliseconds between closing the listener and closing silent connections: a request may be on its way. */
const LAST_REQUESTS_MS = 250

/** More connections than a backlog holds. */
const MAX_BACKLOG = 5_000

/** Milliseconds without a new connection after which a worker's parent process has none left for it. */
const PARENT_QUIET_MS = 25
const PARENT_MAX_MS = 500

/** Milliseconds of the grace that are kept for jobs and backups that have to be aborted, and for closing. */
const RESERVE_MS = 3_000

/** Milliseconds between two closings of idle connections. */
const CLOSE_IDLE_MS = 50

interface Running {
  app: FastifyInstance
  opened: Opened
  log: Pick<Logger, 'info'>
  graceMs: number
}

/**
 * How the service stops: it is not ready any more and every answer says `Connection: close`; then the listener closes,
 * running requests and jobs end, and the pools close. Without open connections a local server stops at once.
 */
export function draining({ app, opened, log, graceMs }: Running): () => Promise<void> {
  const { system, clock, env, jobs, leases, backups } = opened.deps
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (system.draining) reply.header('connection', 'close')
    done()
  })
  return async () => {
    system.draining = true
    log.info('stopping: finishing what runs')
    const workMs = Math.max(0, graceMs - RESERVE_MS)
    const workUntil = clock.elapsed() + workMs
    const workStopped = Promise.all([jobs.stop(workMs), backups.close(workMs)])
    if (env.APP_ENV === 'production' || (await openConnections(app.server)) > 0)
      await clock.sleep(Math.min(LEAVE_MS, graceMs / 4))
    await acceptBacklog(app.server)
    // An HTTP server's own close also closes silent connections, at once.
    Server.prototype.close.call(app.server)
    if ((await openConnections(app.server)) > 0) await clock.sleep(LAST_REQUESTS_MS)
    // A connection that becomes idle later, as one whose refused request still sends its body, would stay open.
    const closing = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_MS)
    await app.close().finally(() => clearInterval(closing))
    await within(clock, leases.idle(), workUntil - clock.elapsed())
    await workStopped
    await opened.close()
    log.info('stopped')
  }
}

/** Waits for `ended`, at most so many milliseconds. */
async function within(clock: Opened['deps']['clock'], ended: Promise<void>, ms: number) {
  const over = new AbortController()
  await Promise.race([ended, clock.sleep(Math.max(0, ms), over.signal).catch(() => {})])
  over.abort()
}

const openConnections = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((error, count) => resolve(error ? 1 : count)))

/**
 * Accepts the connections that are already in the backlog: closing the listener would reset them. One is accepted in
 * each turn of the event loop; a worker gets its own one after the other from the parent process.
 */
async function acceptBacklog(server: Server) {
  let accepted = 0
  const count = () => {
    accepted++
  }
  server.on('connection', count)
  if (cluster.isWorker) await quiet(() => accepted)
  // From here on each turn begins with a look at the backlog; a signal may have come right after this turn's look.
  await turn()
  for (let turns = 0, before = -1; accepted > before && turns < MAX_BACKLOG; turns++) {
    before = accepted
    await turn()
  }
  server.off('connection', count)
}

/** Waits until a count no longer changes. Uses real time, because it waits for another process. */
async function quiet(count: () => number) {
  const until = performance.now() + PARENT_MAX_MS
  for (let before = -1; count() > before && performance.now() < until; ) {
    before = count()
    await new Promise((resolve) => setTimeout(resolve, PARENT_QUIET_MS))
  }
}
