import type { Retries } from './job.ts'

/** Doublings after which the delay no longer grows, as in pg-boss. */
const DOUBLINGS = 16

/** Milliseconds from a failed attempt to the next one. By chance up to twice as long, so that not all come back at once. */
export function backoffMs({ delaySeconds, maxDelaySeconds }: Retries, attempt: number, chance = Math.random()) {
  const least = delaySeconds * 2 ** (Math.min(DOUBLINGS, attempt) - 1)
  return Math.min(maxDelaySeconds, least * (1 + chance)) * 1_000
}
