import { LruMap } from 'toad-cache'
import type { Adapter } from '../open.ts'
import type { Cache, CacheContext } from './port.ts'

/** Entries kept in this process; the least recently used goes first. */
const MAX_ENTRIES = 20_000

type Entry = { value: string; until: number }
type Counter = { count: number; until: number }

/** This process's memory. */
export function memoryCache({ now }: Pick<CacheContext, 'now'>): Cache {
  const values = new LruMap<Entry>(MAX_ENTRIES)
  const counters = new LruMap<Counter>(MAX_ENTRIES)
  return {
    async get(key) {
      const entry = values.get(key)
      if (entry && entry.until > now()) return entry.value
      values.delete(key)
    },
    async set(key, value, ttlMs) {
      values.set(key, { value, until: now() + ttlMs })
    },
    async delete(key) {
      values.delete(key)
    },
    count(key, windowMs) {
      const at = now()
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

export const embedded: Adapter<Cache, CacheContext> = {
  name: 'memory',
  needs: [],
  open: (_env, context) => memoryCache(context),
}
