import type { Db } from '../../../db/tables.ts'
import { type BudgetRow, findBudget } from './totals-store.ts'

/** A limit of a user's own budget, and how much of it is left until when. */
export interface Exceeded {
  limit: 'per_call' | 'daily' | 'monthly'
  limit_micro_usd: number
  spent_micro_usd: number
  reserved_micro_usd: number
  /** What the call may cost. */
  estimate_micro_usd: number
  /** Null for a limit of each call, which does not end. */
  resets_at: string | null
}

/** A paid call that may not be made: no budget is left for it, or it cannot be counted. */
export class BudgetSpent extends Error {
  /** Of a user's own budget. Undefined when the service has reached its own limits. */
  readonly exceeded: Exceeded | undefined

  constructor(message: string, exceeded?: Exceeded) {
    super(message)
    this.exceeded = exceeded
  }
}

/** Budget of a user. A limit of null is none. */
export interface BudgetSettings {
  max_cost_per_call_micro_usd: number | null
  daily_limit_micro_usd: number | null
  monthly_limit_micro_usd: number | null
  alert_threshold_percent: number
  warn_at_percent_per_call: number
  enable_auto_cutoff: boolean
  timezone: string
}

/** Budget of a user who has set none. */
export const defaultBudget: BudgetSettings = {
  max_cost_per_call_micro_usd: 10_000_000,
  daily_limit_micro_usd: null,
  monthly_limit_micro_usd: 100_000_000,
  alert_threshold_percent: 80,
  warn_at_percent_per_call: 75,
  enable_auto_cutoff: true,
  timezone: 'UTC',
}

/** Undefined when there is no such user. */
export async function readSettings(db: Db, userId: string): Promise<BudgetSettings | undefined> {
  const row = await findBudget(db, { user_id: userId })
  return row && settingsOf(row)
}

function settingsOf({ updated_at, ...row }: BudgetRow): BudgetSettings {
  if (updated_at === null) return defaultBudget
  return { ...(row as Omit<BudgetSettings, 'enable_auto_cutoff'>), enable_auto_cutoff: row.enable_auto_cutoff === 1 }
}

/** The limits of windows of time. */
export const limitsOf = ({ daily_limit_micro_usd, monthly_limit_micro_usd }: BudgetSettings) =>
  [
    { kind: 'day', limit: 'daily', micro_usd: daily_limit_micro_usd },
    { kind: 'month', limit: 'monthly', micro_usd: monthly_limit_micro_usd },
  ] as const
