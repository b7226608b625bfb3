import { getHeapStatistics } from 'node:v8'

/** Lag of the event loop beyond which new requests are refused, so that those already accepted end in time. */
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
  /** Why new requests are refused, or undefined while they are accepted. */
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
  event_loop: 'Overloaded: the event loop lags by more than a second; requests are refused with 503',
  memory: 'Overloaded: the heap is nearly full; requests are refused with 503',
}

export function measureOverload({ elapsed, warn, heapShare = usedHeapShare }: Options): Overload {
  let timer: NodeJS.Timeout | undefined
  let tickedAt = 0
  let found: OverloadCause | undefined
  let overloadedAt: number | undefined

  function tick() {
    const at = elapsed()
    const lagMs = at - tickedAt - TICK_MS
    tickedAt = at
    found = lagMs > MAX_LAG_MS ? 'event_loop' : heapShare() > MAX_HEAP_SHARE ? 'memory' : undefined
    report(at)
  }

  function report(at: number) {
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
    cause() {
      if (timer === undefined) return undefined
      // A tick that is overdue: requests that waited for the same long turn of the event loop are read before the timer.
      return elapsed() - tickedAt > TICK_MS + MAX_LAG_MS ? 'event_loop' : found
    },
  }
}
