import { LruMap } from 'toad-cache'
import type { Adapter } from '../open.ts'
import type { Clock } from '../port.ts'
import type { Cache } from './port.ts'

/** Entries kept in this process; the least recently used goes first. */
const MAX_ENTRIES = 20_000

type Entry = { value: string; until: number }
type Counter = { count: number; until: number }

/** This process's memory. */
export function memoryCache({ elapsed }: Pick<Clock, 'elapsed'>): Cache {
  const values = new LruMap<Entry>(MAX_ENTRIES)
  const counters = new LruMap<Counter>(MAX_ENTRIES)
  return {
    async get(key) {
      const entry = values.get(key)
      if (entry && entry.until > elapsed()) return entry.value
      values.delete(key)
    },
    async set(key, value, ttlMs) {
      values.set(key, { value, until: elapsed() + ttlMs })
    },
    async delete(key) {
      values.delete(key)
    },
    count(key, windowMs) {
      const at = elapsed()
      let counter = counters.get(key)
      if (!counter || counter.until <= at) {
        counter = { count: 0, until: at + windowMs }
        counters.set(key, counter)
      }
      counter.count++
      return { count: counter.count, ttlMs: counter.until - at, shared: true }
    },
    state: () => 'ok',
    async close() {},
  }
}

export const embedded: Adapter<Cache> = {
  name: 'memory',
  needs: [],
  open: (_env, { clock }) => memoryCache(clock),
}
