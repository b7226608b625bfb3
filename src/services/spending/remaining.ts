import type { Db } from '../../../db/tables.ts'
import { defaultBudget, type Exceeded, limitsOf, readSettings } from './budget.ts'
import { keyOf } from './totals.ts'
import { findTotal } from './totals-store.ts'
import { windowOf } from './windows.ts'

/** The limit of a user's budget that leaves the least for a telephone call, and how much that is. */
export interface Remaining extends Omit<Exceeded, 'estimate_micro_usd'> {
  remaining_micro_usd: number
}

/** Undefined without a limit. By itself it keeps nothing: a reservation asks again. */
export async function remainingOf(db: Db, userId: string, now: Date): Promise<Remaining | undefined> {
  const settings = (await readSettings(db, userId)) ?? defaultBudget
  const all: Remaining[] = []
  const perCall = settings.max_cost_per_call_micro_usd
  const ofCall = { spent_micro_usd: 0, reserved_micro_usd: 0, resets_at: null }
  if (perCall !== null)
    all.push({ limit: 'per_call', limit_micro_usd: perCall, ...ofCall, remaining_micro_usd: perCall })
  for (const { kind, limit, micro_usd } of limitsOf(settings)) {
    if (micro_usd === null) continue
    const { starts_at, ends_at } = windowOf(kind, now, settings.timezone)
    const total = await findTotal(db, { scope: keyOf(userId), kind, starts_at })
    const { spent_micro_usd = 0, reserved_micro_usd = 0 } = total ?? {}
    const remaining_micro_usd = Math.max(0, micro_usd - spent_micro_usd - reserved_micro_usd)
    const used = { spent_micro_usd, reserved_micro_usd, resets_at: ends_at }
    all.push({ limit, limit_micro_usd: micro_usd, ...used, remaining_micro_usd })
  }
  return all.toSorted((one, other) => one.remaining_micro_usd - other.remaining_micro_usd)[0]
}
