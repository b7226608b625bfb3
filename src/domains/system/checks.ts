import type { Deps } from '../../deps.ts'

/** Milliseconds after which a check counts as failed, and for which its answer is kept. */
const LIMIT_MS = 1_000
const KEEP_MS = 2_000

type Clock = Deps['clock']

/**
 * Check with a time limit and a cache, so that frequent probes do not load the database. Resolves to `otherwise` when it
 * fails or takes too long.
 */
export function timeBoxed<T>(clock: Clock, ask: () => Promise<T>, otherwise: T, keepMs = KEEP_MS): () => Promise<T> {
  let answer: Promise<T> | undefined
  let until = 0
  return () => {
    if (answer === undefined || clock.elapsed() >= until) {
      until = clock.elapsed() + keepMs
      answer = within(clock, ask, otherwise)
    }
    return answer
  }
}

async function within<T>(clock: Clock, ask: () => Promise<T>, otherwise: T): Promise<T> {
  const answered = new AbortController()
  const late = clock.sleep(LIMIT_MS, answered.signal).then(() => otherwise)
  // Rejects when the answer was in time, and nothing waits for it any more.
  late.catch(() => {})
  try {
    return await Promise.race([ask(), late])
  } catch {
    return otherwise
  } finally {
    answered.abort()
  }
}
