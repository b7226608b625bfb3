/** A count within a window of time. */
export interface Count {
  /** Count of all instances together. An instance without the shared counter doubles its own. */
  count: number
  /** Milliseconds until the window ends. */
  ttlMs: number
}

/**
 * Short-lived values shared by all instances: cached answers and the counters of limits. Any of them may be lost at any
 * time. No method throws: while an outside cache is unavailable, this process's memory replaces it and `state` is
 * degraded.
 */
export interface Cache {
  /** Value of a key; undefined when there is none or it has expired. */
  get(key: string): Promise<string | undefined>
  /** Stores a value for `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
  /**
   * Adds to a counter (1 by default). Its window begins with the first count and lasts `windowMs` milliseconds. Returns
   * the count synchronously when the counter is in this process.
   */
  count(key: string, windowMs: number, amount?: number): Count | Promise<Count>
  state(): 'ok' | 'degraded'
  close(): Promise<void>
}
