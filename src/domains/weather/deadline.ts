/** Milliseconds that a request may wait for an outside service. */
export const DEADLINE_MS = 5_000
