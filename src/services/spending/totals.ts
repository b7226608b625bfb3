import type { Transaction } from 'kysely'
import type { Instant } from '../../../db/columns.ts'
import type { OwnerKey } from '../../../db/owner.ts'
import { lockName } from '../../../db/row-locks.ts'
import type { Scope } from '../../../db/tables/spending.ts'
import type { Tables } from '../../../db/tables.ts'
import { type BudgetSettings, limitsOf } from './budget.ts'
import * as totals from './totals-store.ts'
import { type Window, windowOf } from './windows.ts'

type Trx = Transaction<Tables>
export type UserKey = Extract<OwnerKey, `user:${string}`>

export const isUser = (owner: OwnerKey | null): owner is UserKey => owner?.startsWith('user:') ?? false
export const userIdOf = (owner: UserKey): string => owner.slice('user:'.length)

/**
 * Makes the other changes of a user's events and totals wait until the transaction ends. A reservation that read the
 * time zone before it was changed would otherwise count in a window that is gone.
 */
export const lockUser = (trx: Trx, user: UserKey) => lockName(trx, `spending ${user}`)

/** A window whose sum has reached the threshold of its alert. */
export interface Alert {
  scope: Scope
  kind: Window['kind']
  spent_micro_usd: number
  limit_micro_usd: number
}

type TotalSums = Pick<totals.TotalRow, 'kind' | 'spent_micro_usd' | 'alerted_at'>

interface Spent {
  scope: Scope
  /** A time in the windows. */
  at: Instant
  now: Instant
  /** The windows as a settlement has left them, where there was one: most are below their thresholds. */
  rows?: readonly TotalSums[]
}

/** Sets the alert of each window that has reached its threshold, once. */
export async function raiseAlerts(trx: Trx, user: UserKey, settings: BudgetSettings, when: Omit<Spent, 'scope'>) {
  const raised: Alert[] = []
  for (const { kind, micro_usd } of limitsOf(settings)) {
    const alert = await raiseAlert(trx, { scope: user, ...when }, kind, micro_usd, settings.alert_threshold_percent)
    if (alert) raised.push(alert)
  }
  return raised
}

export async function raiseAlert(
  trx: Trx,
  { rows, ...spent }: Spent,
  kind: Window['kind'],
  limit: number | null,
  percent: number,
): Promise<Alert | undefined> {
  if (limit === null) return undefined
  const threshold = Math.ceil((limit / 100) * percent)
  const isDue = (it: TotalSums) => it.kind === kind && it.alerted_at === null && it.spent_micro_usd >= threshold
  if (rows && !rows.some(isDue)) return undefined
  const row = await totals.alert(trx, { ...spent, kind, threshold })
  return row && { scope: spent.scope, kind, spent_micro_usd: row.spent_micro_usd, limit_micro_usd: limit }
}

/** Sums the events of a user anew, in the windows of a time zone that are under way. The user must be locked. */
export async function recomputeTotals(trx: Trx, user: UserKey, timeZone: string, now: Date): Promise<void> {
  await totals.deleteTotals(trx, user)
  for (const kind of ['day', 'month'] as const) {
    const window = windowOf(kind, now, timeZone)
    const sums = await totals.sumEvents(trx, { owner: user, ...window })
    await totals.insertTotal(trx, { scope: user, ...window, ...sums, alerted_at: null })
  }
}
