import { getHeapStatistics } from 'node:v8'

/** How long one turn of the event loop may take. Each that takes longer makes the next one accept fewer requests. */
const TURN_MS = 750

/** Requests that any turn accepts, however long the one before it took. */
const MIN_ACCEPTED = 100

/** At most by this factor a turn accepts more requests than the one before. */
const MAX_STEP = 2

/** Lag of the event loop beyond which the rest of a turn's requests are refused, so that those accepted end in time. */
const MAX_LAG_MS = 1_000

/** Share of V8's heap limit beyond which new requests are refused: reaching the limit ends the process. */
const MAX_HEAP_SHARE = 0.9

const TICK_MS = 250

/** Time without overload after which the log says that it is over: one line for an overload that comes and goes. */
const CALM_MS = 10_000

export type OverloadCause = 'event_loop' | 'memory'

/** Load of this process, measured between `start` and `stop`. */
export interface Overload {
  /** Called once the server listens: loading the program blocks the event loop, and is no overload. */
  start(): void
  stop(): void
  /** Called once for each request: whether it is accepted. */
  accepts(): boolean
  /** Why requests are refused, or undefined while all are accepted. */
  cause(): OverloadCause | undefined
}

interface Options {
  /** Milliseconds of a monotonic clock. */
  elapsed(): number
  warn(message: string): void
  /** Share of the heap limit that is in use. */
  heapShare?(): number
}

function usedHeapShare() {
  const { used_heap_size, heap_size_limit } = getHeapStatistics()
  return used_heap_size / heap_size_limit
}

const messages: Record<OverloadCause, string> = {
  event_loop: 'Overloaded: requests have to wait for a second; some are refused with 503',
  memory: 'Overloaded: the heap is nearly full; requests are refused with 503',
}

/**
 * Accepts as many requests in a turn of the event loop as the turns before show that it can answer in `TURN_MS`, so that
 * an overload of any size costs little more than the refusals: what is accepted is still answered soon.
 */
export function measureOverload({ elapsed, warn, heapShare = usedHeapShare }: Options): Overload {
  let timer: NodeJS.Timeout | undefined
  let tickedAt = 0
  let isMemoryShort = false
  let overloadedAt: number | undefined
  const turns = watchTurns(elapsed)

  function tick() {
    isMemoryShort = heapShare() > MAX_HEAP_SHARE
    report()
    tickedAt = elapsed()
  }

  function cause(): OverloadCause | undefined {
    if (timer === undefined) return undefined
    if (isMemoryShort) return 'memory'
    // A tick that is overdue: requests that waited for the same long turn are read before the timer.
    return turns.isRefusing() || elapsed() - tickedAt > TICK_MS + MAX_LAG_MS ? 'event_loop' : undefined
  }

  function report() {
    const at = elapsed()
    const found = cause()
    if (found) {
      if (overloadedAt === undefined) warn(messages[found])
      overloadedAt = at
    } else if (overloadedAt !== undefined && at - overloadedAt >= CALM_MS) {
      overloadedAt = undefined
      warn('No longer overloaded: requests are accepted')
    }
  }

  return {
    start() {
      clearInterval(timer)
      tickedAt = elapsed()
      timer = setInterval(tick, TICK_MS).unref()
    },
    stop() {
      clearInterval(timer)
      timer = undefined
    },
    accepts() {
      if (timer === undefined) return true
      return !isMemoryShort && elapsed() - tickedAt <= TICK_MS + MAX_LAG_MS && turns.accept()
    },
    cause,
  }
}

/** Measures the turns of the event loop in which requests arrive, and bounds the requests of the next one by it. */
function watchTurns(elapsed: () => number) {
  let isWatching = false
  let beganAt = 0
  let accepted = 0
  let refused = 0
  let most = Number.POSITIVE_INFINITY
  let hasRefused = false

  /** In the check phase: from one to the next, everything of a turn has been done, also what its requests have deferred. */
  function endTurn() {
    const now = elapsed()
    bound(now - beganAt)
    isWatching = accepted + refused > 0
    hasRefused = refused > 0
    if (isWatching) watch(now)
  }

  function watch(now: number) {
    isWatching = true
    beganAt = now
    accepted = 0
    refused = 0
    setImmediate(endTurn)
  }

  function bound(ms: number) {
    if (ms < TURN_MS / 2 && refused === 0) most = Number.POSITIVE_INFINITY
    else most = Math.max(MIN_ACCEPTED, Math.round(accepted * Math.min(MAX_STEP, TURN_MS / ms)))
  }

  return {
    accept(): boolean {
      if (!isWatching) watch(elapsed())
      if (accepted < most) {
        accepted++
        return true
      }
      refused++
      return false
    },
    isRefusing: () => hasRefused || refused > 0,
  }
}
