import { Calls, type Shared } from './calls.ts'
import type { Context, Timing, Work } from './lease.ts'

/** Work that is done once for all who ask for it at the same time, in all processes on one database. */
export interface Leases {
  /**
   * Runs `work`, or waits for the value of a call with the same key that is at work, here or in another process. A call
   * that begins after the value was written works anew. The work runs to its end also when its caller has left; when
   * its process dies, a call that waits begins it again. The value is plain JSON, and of one type for each key.
   *
   * A refusal that the work throws is thrown to all, unless it is in a `NotShared`. That refusal, and any other error,
   * is thrown to the caller of this work alone, and one of the others works: each call runs its work at most once.
   * `signal` ends the waiting of this call, with its reason. A database that fails while a call waits ends it with the
   * error.
   */
  share<T>(key: string, work: Work<T>, options?: { signal?: AbortSignal }): Promise<Shared<T>>
  /** Resolves when no work runs in this process, also none whose callers have left. */
  idle(): Promise<void>
  /** Ends all calls, and releases their leases: another process may take them at once. */
  close(): Promise<void>
}

const defaultTiming: Timing = { heartbeatMs: 2_000, leaseMs: 7_000, pollMs: 200 }

export function openLeases(context: Omit<Context, 'timing'>, timing = defaultTiming): Leases {
  const open = new Map<string, Calls>()
  return {
    async share<T>(key: string, work: Work<T>, { signal }: { signal?: AbortSignal } = {}) {
      signal?.throwIfAborted()
      const calls = open.get(key) ?? new Calls({ ...context, timing }, key, () => open.delete(key))
      open.set(key, calls)
      return calls.join(work, signal) as Promise<Shared<T>>
    },
    async idle() {
      while (open.size > 0) await Promise.all([...open.values()].map(({ ended }) => ended))
    },
    async close() {
      await Promise.all([...open.values()].map((calls) => calls.close()))
    },
  }
}
