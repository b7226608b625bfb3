import type { Deps } from '../../deps.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

const names = { HIT: 'hits', MISS: 'misses', DEDUP: 'joined', STALE: 'stale' } as const

/** Milliseconds for which counts are collected before they are written: a hit itself writes nothing. */
const FLUSH_MS = 1_000

/** Counts of this process that are not written yet. What a crash takes with it is a second of counts. */
export interface SceneCounts {
  /** A request, how it was answered, and what its picture had cost, which is saved unless it was painted now. */
  add(cache: keyof typeof names, paid: number): void
  /** A scene was served with a picture that was not painted for the request. */
  use(key: string): void
  /** Writes what was collected. Throws when the database does not take it; it is then written later. */
  flush(): Promise<void>
}

export function openSceneCounts({ db, clock }: Needs): SceneCounts {
  let counts = new Map<store.CountName, number>()
  let uses = new Map<string, number>()
  let isScheduled = false
  let writing: Promise<void> = Promise.resolve()

  function schedule() {
    if (isScheduled) return
    isScheduled = true
    clock
      .sleep(FLUSH_MS)
      .then(flush)
      .catch(() => {})
  }

  const count = (name: store.CountName, by: number) => counts.set(name, (counts.get(name) ?? 0) + by)

  /** One after the other: who reads the counts next must not overtake those that are being written. */
  function flush() {
    isScheduled = false
    const written = writing.then(writeCollected)
    writing = written.catch(() => {})
    return written
  }

  async function writeCollected() {
    const [takenCounts, takenUses] = [counts, uses]
    counts = new Map()
    uses = new Map()
    try {
      await write({ db, clock }, takenCounts, takenUses)
    } finally {
      // What was written is no longer among them.
      for (const [name, by] of takenCounts) count(name, by)
      for (const [key, by] of takenUses) uses.set(key, (uses.get(key) ?? 0) + by)
    }
  }

  return {
    add(cache, paid) {
      count(names[cache], 1)
      if (cache !== 'MISS' && paid > 0) count('saved_micro_usd', paid)
      schedule()
    },
    use(key) {
      uses.set(key, (uses.get(key) ?? 0) + 1)
      schedule()
    },
    flush,
  }
}

/**
 * Each count by a statement of its own, and removed once it is written: a transaction over several rows would wait for
 * paintings and deletes, which change the same rows in another order.
 */
async function write({ db, clock }: Needs, counts: Map<store.CountName, number>, uses: Map<string, number>) {
  const last_used = clock.now().toISOString()
  for (const [name, count] of counts) {
    await store.addCount(db, { name, count })
    counts.delete(name)
  }
  for (const [key, count] of uses) {
    const entry = await store.addUses(db, { key, uses: count, last_used })
    uses.delete(key)
    if (entry) await store.addImageUses(db, { id: entry.image_id, uses: count })
  }
}
