import cluster from 'node:cluster'
import { LruMap } from 'toad-cache'
import type { Adapter, Clock } from '../port.ts'
import { memoryCounters } from './counters.ts'
import type { Cache } from './port.ts'
import { countInParent } from './workers.ts'

/** Values kept in this process; the least recently used is dropped first. */
const MAX_VALUES = 20_000

type Entry = { value: string; until: number }

/** This process's memory. */
export function memoryCache(
  { elapsed }: Pick<Clock, 'elapsed'>,
  count: Cache['count'] = memoryCounters(elapsed),
): Cache {
  const values = new LruMap<Entry>(MAX_VALUES)
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
    count,
    state: () => 'ok',
    async close() {},
  }
}

export const embedded: Adapter<Cache> = {
  name: 'memory',
  needs: [],
  open: (_env, { clock }) =>
    memoryCache(clock, cluster.worker && countInParent(cluster.worker, memoryCounters(clock.elapsed))),
}
