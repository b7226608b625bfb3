import type { Count } from './port.ts'

/** Counters of one generation; two are kept, about 10 MB. */
const MAX_COUNTERS = 25_000

/** Counters that outlive their generation, the most used first. */
const MAX_KEPT = MAX_COUNTERS / 2

interface Counter {
  count: number
  /** Calls that added to it. */
  calls: number
  until: number
}

export type CountSync = (key: string, windowMs: number, amount?: number) => Count

/** Counters in this process's memory. Windows are measured by elapsed time: setting the wall clock moves none of them. */
export function memoryCounters(elapsed: () => number): CountSync {
  let recent = new Map<string, Counter>()
  let older = new Map<string, Counter>()

  /** Evicts counters. Keeps the most used ones: many new keys must not erase the count of a caller over the limit. */
  function rotate(at: number) {
    const running = [...older].filter(([, { until }]) => until > at)
    const mostUsed = running.sort(([, one], [, other]) => other.calls - one.calls).slice(0, MAX_KEPT)
    older = recent
    recent = new Map(mostUsed)
  }

  function find(key: string) {
    const counter = recent.get(key)
    if (counter) return counter
    const old = older.get(key)
    if (old) add(key, old)
    return old
  }

  function add(key: string, counter: Counter) {
    older.delete(key)
    if (recent.size >= MAX_COUNTERS) rotate(elapsed())
    recent.set(key, counter)
    return counter
  }

  return (key, windowMs, amount = 1) => {
    const at = elapsed()
    const counter = find(key) ?? add(key, { count: 0, calls: 0, until: at + windowMs })
    if (counter.until <= at) Object.assign(counter, { count: 0, calls: 0, until: at + windowMs })
    counter.count += amount
    counter.calls++
    // A sum of fractions may come out longer than the window by a rounding.
    return { count: counter.count, ttlMs: Math.min(counter.until - at, windowMs) }
  }
}

/** Count of a process that cannot reach the shared counters: doubled, because other processes count too. */
export const countedAlone = ({ count, ttlMs }: Count): Count => ({ count: count * 2, ttlMs })
