import type { Logger } from 'pino'

/** Milliseconds within which a second signal is an echo of the first: a terminal signals the whole process group. */
const ECHO_MS = 250

/** An orderly stop of what runs. */
export interface Stoppable {
  /** Ends what runs. The process exits when it is done. */
  stop(): Promise<void>
  graceMs: number
  log: Logger
}

/** Makes stops orderly from now on. */
export type OnStop = (running: Stoppable) => void

/**
 * Handles SIGTERM and SIGINT. While the service starts there is nothing to finish: exit 0 at once. Afterwards an orderly
 * stop and exit 0; exit 1 when that fails or takes longer than the grace, or on a second signal.
 */
export function handleSignals(process: NodeJS.Process): OnStop {
  let running: Stoppable | undefined
  let stoppingSince: number | undefined

  function handle() {
    if (!running) process.exit(0)
    if (stoppingSince === undefined) {
      stoppingSince = performance.now()
      stop(running)
    } else if (performance.now() - stoppingSince > ECHO_MS) process.exit(1)
  }

  function stop({ stop, graceMs, log }: Stoppable) {
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

  process.on('SIGTERM', handle)
  process.on('SIGINT', handle)
  // A worker whose parent process has died gets no signal from it.
  process.on('disconnect', handle)
  return (stoppable) => {
    running = stoppable
  }
}
