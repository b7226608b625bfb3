/** Milliseconds after which a check counts as failed, and for which its answer is kept. */
const LIMIT_MS = 1_000
const KEEP_MS = 2_000

/**
 * A check that answers within a second and asks at most every two: a hundred probes a second cost one question.
 * Answers `otherwise` when it fails or takes too long.
 */
export function timeBoxed<T>(ask: () => Promise<T>, otherwise: T): () => Promise<T> {
  let answer: Promise<T> | undefined
  let until = 0
  return () => {
    if (answer === undefined || performance.now() >= until) {
      until = performance.now() + KEEP_MS
      answer = within(ask, otherwise)
    }
    return answer
  }
}

async function within<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  const { promise: late, resolve } = Promise.withResolvers<T>()
  const timer = setTimeout(resolve, LIMIT_MS, otherwise)
  try {
    return await Promise.race([ask().catch(() => otherwise), late])
  } finally {
    clearTimeout(timer)
  }
}
