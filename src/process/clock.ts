import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../ports/port.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    sleep(ms, undefined, { signal }).catch((error) => {
      throw signal?.aborted ? signal.reason : error
    }),
}
