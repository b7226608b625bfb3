import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import * as store from './pace-store.ts'

type Needs = Pick<Deps, 'db' | 'clock'> & { env: Pick<Env, 'CALLS_PER_SECOND'> }

/**
 * Waits until a call may be begun, so that all processes together begin no more than CALLS_PER_SECOND. False, and nothing is
 * taken, when that would be more than `withinMs` from now.
 */
export async function takeTurn(
  { db, clock, env }: Needs,
  { withinMs, signal }: { withinMs: number; signal?: AbortSignal },
): Promise<boolean> {
  const now = clock.now()
  const at = (ms: number) => new Date(now.getTime() + ms).toISOString()
  const taken = await store.takeSlot(db, { now: at(0), latest: at(withinMs), intervalMs: 1_000 / env.CALLS_PER_SECOND })
  if (taken === undefined) return false
  const waitMs = Date.parse(taken) - now.getTime()
  if (waitMs > 0) await clock.sleep(waitMs, signal)
  return true
}
