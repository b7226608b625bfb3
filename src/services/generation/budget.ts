import type { Deps } from '../../deps.ts'
import * as store from './store.ts'

/** Variable that limits the calls of a day, for each kind of paid model. */
const limits = { text: 'MODEL_CALLS_PER_DAY', image: 'IMAGE_CALLS_PER_DAY' } as const
export type PaidKind = keyof typeof limits

export type BudgetNeeds<K extends PaidKind> = Pick<Deps, 'clock' | 'db'> & {
  env: Pick<Deps['env'], (typeof limits)[K]>
}

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
export async function reserveCall<K extends PaidKind>(
  { db, clock, env }: BudgetNeeds<K>,
  kind: K,
): Promise<Reservation> {
  const limit = (env as Deps['env'])[limits[kind]]
  const day = clock.now().toISOString().slice(0, 10)
  const row = limit > 0 ? await store.countCall(db, { kind, day, limit }).catch(() => undefined) : undefined
  if (!row) throw new BudgetSpent('no paid call is left for today')
  return {
    release: async () => {
      // A count that cannot be taken back errs on the side of fewer calls.
      await store.releaseCall(db, { kind, day }).catch(() => {})
    },
  }
}
