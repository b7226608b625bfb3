import type { Logger } from 'pino'

/** Milliseconds within which a second signal is an echo of the first: a terminal signals the whole group. */
const ECHO_MS = 250

export interface Stopping {
  /** Ends what runs. The process exits when it is done. */
  stop(): Promise<void>
  graceMs: number
  log: Logger
}

/** From now on a stop is orderly. */
export type WhenAsked = (stopping: Stopping) => void

/**
 * Hears SIGTERM and SIGINT. While the service starts there is nothing to finish: exit 0 at once. Afterwards an orderly
 * stop and exit 0; exit 1 when that fails or the grace is over, or on a second signal.
 */
export function signals(process: NodeJS.Process): WhenAsked {
  let running: Stopping | undefined
  let since: number | undefined

  function hear() {
    if (!running) process.exit(0)
    if (since === undefined) {
      since = performance.now()
      stop(running)
    } else if (performance.now() - since > ECHO_MS) process.exit(1)
  }

  function stop({ stop, graceMs, log }: Stopping) {
    const giveUp = (why: string) => {
      log.error(why)
      process.exit(1)
    }
    setTimeout(giveUp, graceMs, 'stopping took too long').unref()
    stop().then(
      () => process.exit(0),
      () => giveUp('stopping failed'),
    )
  }

  process.on('SIGTERM', hear)
  process.on('SIGINT', hear)
  // A worker whose supervisor is gone has nobody to tell it to stop.
  process.on('disconnect', hear)
  return (stopping) => {
    running = stopping
  }
}
