/** Time as a dependency, so that tests can turn it. */
export interface Clock {
  /** The time of day, for what is stored and shown. It may be set, also backwards. */
  now(): Date
  /** Milliseconds that only ever grow, for durations, deadlines and limits. */
  elapsed(): number
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** What every adapter of a port is given. */
export interface PortContext {
  clock: Clock
  log: { warn(message: string): void }
}
