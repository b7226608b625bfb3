import { getHeapStatistics } from 'node:v8'

/** How long a turn of the event loop may take. One of more than half of it limits how many requests the next one accepts. */
const TURN_MS = 750

/** Requests that any turn accepts. One in which fewer came was not long because of their number. */
const MIN_ACCEPTED = 100

/** At most by this factor a turn accepts more requests than the one before. */
const MAX_STEP = 2

/** Lag of the event loop beyond which the rest of a turn's requests are refused, so that those accepted end in time. */
const MAX_LAG_MS = 1_000

/** Share of V8's heap limit beyond which new requests are refused: reaching the limit ends the process. */
const MAX_HEAP_SHARE = 0.9

const TICK_MS = 250

/** Time after a refusal for which the process counts as overloaded. */
const RECENT_MS = 1_000

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
  event_loop: 'Overloaded: more requests arrive than can be answered in time; some are refused with 503',
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
  let refusedAt = Number.NEGATIVE_INFINITY
  let overloadedAt: number | undefined
  const accept = boundedTurns(elapsed)

  /** A tick that is overdue: requests that waited for the same long turn are read before the timer. */
  const isLate = () => elapsed() - tickedAt > TICK_MS + MAX_LAG_MS

  function tick() {
    isMemoryShort = heapShare() > MAX_HEAP_SHARE
    tickedAt = elapsed()
    if (overloadedAt === undefined || cause() || tickedAt - overloadedAt < CALM_MS) return
    overloadedAt = undefined
    warn('No longer overloaded: requests are accepted')
  }

  function cause(): OverloadCause | undefined {
    if (timer === undefined) return undefined
    if (isMemoryShort) return 'memory'
    return isLate() || elapsed() - refusedAt < RECENT_MS ? 'event_loop' : undefined
  }

  function refused() {
    refusedAt = elapsed()
    if (overloadedAt === undefined) warn(messages[cause() ?? 'event_loop'])
    overloadedAt = refusedAt
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
      const isAccepted = !isMemoryShort && !isLate() && accept()
      if (!isAccepted) refused()
      return isAccepted
    },
    cause,
  }
}

/** Says of each request whether it is accepted: measures the turns of the event loop, and bounds the next one by it. */
function boundedTurns(elapsed: () => number): () => boolean {
  let isWatching = false
  let beganAt = 0
  let accepted = 0
  let refused = 0
  let limit = Number.POSITIVE_INFINITY

  /** In the check phase: from one to the next, everything of a turn has been done, also what its requests have deferred. */
  function endTurn() {
    const now = elapsed()
    limit = limitAfter(now - beganAt)
    if (accepted + refused > 0) watch(now)
    else isWatching = false
  }

  function watch(now: number) {
    isWatching = true
    beganAt = now
    accepted = 0
    refused = 0
    setImmediate(endTurn)
  }

  function limitAfter(ms: number) {
    const isNoOverload = refused === 0 && (accepted < MIN_ACCEPTED || ms < TURN_MS / 2)
    if (isNoOverload) return Number.POSITIVE_INFINITY
    return Math.max(MIN_ACCEPTED, Math.round(accepted * Math.min(MAX_STEP, TURN_MS / ms)))
  }

  return () => {
    if (!isWatching) watch(elapsed())
    if (accepted >= limit) {
      refused++
      return false
    }
    accepted++
    return true
  }
}
