import type { Deps } from '../deps.ts'

const PING_EVERY_MS = 1_000

type Context = Pick<Deps, 'clock'> & { log: { warn(message: string): void } }

export interface DatabaseWatch {
  /** A connection broke. Several at once are one loss. */
  lost(error: Error): void
  stop(): void
}

/** The driver's message names a user at most, never a password; an error of the network has only a code. */
const reasonOf = ({ message, code }: NodeJS.ErrnoException) => [message, code].filter(Boolean).join(', ')

/** Logs that the database is lost and that it is back, one line each, however many connections broke. */
export function watchDatabase(ping: () => Promise<void>, { clock, log }: Context): DatabaseWatch {
  const stopped = new AbortController()
  let isWatching = false

  const answers = () =>
    ping().then(
      () => true,
      () => false,
    )

  async function watch(error: Error) {
    const since = clock.elapsed()
    if (await answers()) return log.warn(`A database connection broke and was replaced (${reasonOf(error)})`)
    if (stopped.signal.aborted) return
    log.warn(`The database is lost (${reasonOf(error)})`)
    do await clock.sleep(PING_EVERY_MS, stopped.signal)
    while (!(await answers()))
    log.warn(`The database is back after ${Math.ceil((clock.elapsed() - since) / 1_000)} s`)
  }

  return {
    lost(error) {
      if (isWatching || stopped.signal.aborted) return
      isWatching = true
      watch(error)
        // Stopped meanwhile.
        .catch(() => {})
        .finally(() => {
          isWatching = false
        })
    },
    stop: () => stopped.abort(),
  }
}
