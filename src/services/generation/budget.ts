import type { Deps } from '../../deps.ts'
import * as store from './store.ts'

export type BudgetNeeds = Pick<Deps, 'clock' | 'db'> & { env: Pick<Deps['env'], 'MODEL_CALLS_PER_DAY'> }

/** The total of paid calls is used up. */
export class BudgetSpent extends Error {}

/** A paid call that was counted. */
export interface Reservation {
  /** Takes the count back: the call was not made. */
  release(): Promise<void>
}

/**
 * Counts one paid call of the day (UTC), over all processes. Throws `BudgetSpent` when the day's total is used up or
 * the database is away: a call that cannot be counted is not made.
 */
export async function reserveCall({ db, clock, env }: BudgetNeeds): Promise<Reservation> {
  const limit = env.MODEL_CALLS_PER_DAY
  const day = clock.now().toISOString().slice(0, 10)
  const row = limit > 0 ? await store.countCall(db, { day, limit }).catch(() => undefined) : undefined
  if (!row) throw new BudgetSpent('no paid call is left for today')
  return {
    release: async () => {
      // A count that cannot be taken back errs on the side of fewer calls.
      await store.releaseCall(db, { day }).catch(() => {})
    },
  }
}
