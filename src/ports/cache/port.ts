/** A count within a window of time. */
export interface Count {
  /** What was counted, by all instances together. An instance that has to count alone counts each of its own twice. */
  count: number
  /** Milliseconds until the window ends. */
  ttlMs: number
}

/**
 * Short-lived values that all instances share: cached answers and the counters of limits. Nothing that is promised to
 * be kept lives here. No method ever throws: while an outside cache is lost, this process's memory stands in, and
 * `state` is degraded.
 */
export interface Cache {
  /** The value under a key, or undefined when there is none or its time is over. */
  get(key: string): Promise<string | undefined>
  /** Keeps a value for so many milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
  /**
   * Adds to a counter (1 by default), whose window begins with its first count and lasts so many milliseconds. Answers
   * at once when the counter is in this process.
   */
  count(key: string, windowMs: number, amount?: number): Count | Promise<Count>
  state(): 'ok' | 'degraded'
  close(): Promise<void>
}
