import type { Transaction } from 'kysely'
import type { Instant } from '../../../db/columns.ts'
import { lockName } from '../../../db/row-locks.ts'
import type { Scope } from '../../../db/tables/spending.ts'
import type { Tables } from '../../../db/tables.ts'
import { DAY_MS } from '../durations.ts'
import { type BudgetSettings, limitsOf } from './budget.ts'
import * as totals from './totals-store.ts'
import { type Window, windowKinds, windowOf } from './windows.ts'

type Trx = Transaction<Tables>

/** The owner of what a user spends, and the scope of its totals. */
export const keyOf = (userId: string) => `user:${userId}` as const

/**
 * Makes the other changes of a user's events and totals wait until the transaction ends. A reservation that read the
 * time zone before it was changed would otherwise count in a window that is gone.
 */
export const lockUser = (trx: Trx, userId: string) => lockName(trx, `spending ${keyOf(userId)}`)

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
  /** A time in the windows, and one before which none of them began. */
  at: Instant
  since: Instant
  now: Instant
  /** The windows as a settlement has left them, where there was one: most are below their thresholds. */
  rows?: readonly TotalSums[]
}

/** Sets the alert of each window that has reached its threshold, once. */
export async function raiseAlerts(trx: Trx, userId: string, settings: BudgetSettings, when: Omit<Spent, 'scope'>) {
  const scope = keyOf(userId)
  const raised: Alert[] = []
  for (const { kind, micro_usd } of limitsOf(settings)) {
    const alert = await raiseAlert(trx, { scope, ...when }, kind, micro_usd, settings.alert_threshold_percent)
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

/** Days in which a window that began may still be under way: the longest month, and the clocks of two time zones. */
const WINDOW_DAYS = 33

/** When the windows that hold an instant began at the earliest. */
export const earliestOf = (at: Instant): Instant => new Date(Date.parse(at) - WINDOW_DAYS * DAY_MS).toISOString()

/**
 * Sums the events of a user anew, in the windows of a time zone. The user must be locked. Windows of this time zone that
 * are there keep their alerts; those of another one are deleted. `now` may be of before the user was locked: an event that
 * is newer has its windows too.
 */
export async function recomputeTotals(trx: Trx, userId: string, timeZone: string, now: Instant): Promise<void> {
  const scope = keyOf(userId)
  const { newest } = await totals.findNewest(trx, scope)
  await totals.deleteEnded(trx, { scope, before: earliestOf(now) })
  const windows = await keptWindows(trx, scope, timeZone)
  for (const at of newest !== null && newest > now ? [now, newest] : [now])
    for (const kind of windowKinds) windows.push(windowOf(kind, new Date(at), timeZone))
  for (const window of new Map(windows.map((it) => [`${it.kind} ${it.starts_at}`, it])).values())
    await sumWindow(trx, scope, window)
}

/** The windows of a user that are those of a time zone too. Deletes the others. */
async function keptWindows(trx: Trx, scope: Scope, timeZone: string): Promise<Window[]> {
  const kept: Window[] = []
  for (const { kind, starts_at, ends_at } of await totals.listTotals(trx, scope)) {
    const window = windowOf(kind, new Date(starts_at), timeZone)
    if (window.starts_at === starts_at && window.ends_at === ends_at) kept.push(window)
    else await totals.deleteTotal(trx, { scope, kind, starts_at })
  }
  return kept
}

/** Makes the total of a window the sum of its events. Its row is locked before: what others add to it is added to that. */
export async function sumWindow(trx: Trx, scope: Scope, window: Window) {
  await totals.reserve(trx, { scope, ...window, amount: 0, limit: Number.MAX_SAFE_INTEGER })
  const sums = await totals.sumEvents(trx, { scope, ...window })
  return totals.setSums(trx, { scope, ...window, ...sums })
}
