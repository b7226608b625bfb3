/** What is kept under a key: the last value and when it came, and why the last try failed. */
export interface Entry {
  value?: unknown
  /** Milliseconds of the wall clock, which other processes share. */
  at?: number
  failure?: { why: string; at: number }
}

/** What cannot be read, as an older version may have written it, is nothing. */
export function entryIn(text: string | undefined): Entry {
  try {
    return text === undefined ? {} : (JSON.parse(text) as Entry)
  } catch {
    return {}
  }
}
