/** A count within a window of time. */
export interface Count {
  count: number
  /** Milliseconds until the window ends. */
  ttlMs: number
  /** Whether every instance counts together; false while this process counts alone. */
  shared: boolean
}

/**
 * Short-lived things that every instance may share: cached answers, counters of limits. Nothing that is promised to be
 * kept lives here. No method ever throws: an outside cache that is lost is replaced by this process's memory until it
 * is back, and `state` says so.
 */
export interface Cache {
  /** The value under a key, or undefined when there is none or its time is over. */
  get(key: string): Promise<string | undefined>
  /** Keeps a value for so many milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
  /** Adds 1 to a counter whose window begins with its first count and lasts so many milliseconds. */
  count(key: string, windowMs: number): Count | Promise<Count>
  state(): 'ok' | 'degraded'
  close(): Promise<void>
}
