import type { Db } from '../../../db/tables.ts'
import type { Budget, BudgetRequest, BudgetWindow, Spending } from '../../../schemas/spending.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import { type BudgetSettings, limitsOf, readSettings } from '../../services/spending/budget.ts'
import { earliestOf, keyOf, lockUser, raiseAlerts, recomputeTotals } from '../../services/spending/totals.ts'
import * as totals from '../../services/spending/totals-store.ts'
import { daysUntil, timeZoneOf, windowOf } from '../../services/spending/windows.ts'
import { transaction } from '../../services/transaction.ts'
import { reportOf } from './report.ts'
import * as store from './store.ts'

export { owned } from './owned.ts'

export type Needs = Pick<Deps, 'clock' | 'db' | 'paidCalls'>

export async function readBudget({ db, clock }: Needs, userId: string): Promise<Budget> {
  return budgetOf(db, userId, await settingsOf(db, userId), clock.now())
}

/** The totals of another time zone are summed up with the change: what is enforced next is what the answer shows. */
export async function putBudget({ db, clock, paidCalls }: Needs, userId: string, request: BudgetRequest) {
  const timezone = timeZoneOf(request.timezone)
  if (timezone === undefined)
    throw invalid([{ path: 'body.timezone', message: 'must be an IANA time zone, such as Europe/Berlin' }])
  const settings: BudgetSettings = { ...request, timezone }
  const { budget, alerts } = await transaction(db, async (trx) => {
    await lockUser(trx, userId)
    // A time from before the wait could be of a day that is over.
    const now = clock.now()
    const at = now.toISOString()
    const before = await settingsOf(trx, userId)
    const enable_auto_cutoff = settings.enable_auto_cutoff ? 1 : 0
    await totals.putBudget(trx, { ...settings, user_id: userId, enable_auto_cutoff, updated_at: at })
    if (before.timezone !== timezone) await recomputeTotals(trx, userId, timezone, at)
    const alerts = await raiseAlerts(trx, userId, settings, { at, since: earliestOf(at), now: at })
    return { budget: await budgetOf(trx, userId, settings, now), alerts }
  })
  paidCalls.announce(alerts)
  return budget
}

/** A user who was deleted a moment ago has no token that is valid. */
async function settingsOf(db: Db, userId: string): Promise<BudgetSettings> {
  const settings = await readSettings(db, userId)
  if (!settings) throw refuse('unauthorized')
  return settings
}

async function budgetOf(db: Db, userId: string, settings: BudgetSettings, now: Date): Promise<Budget> {
  const [day, month] = await Promise.all(
    limitsOf(settings).map(({ kind, micro_usd }) =>
      budgetWindow(db, userId, windowOf(kind, now, settings.timezone), micro_usd),
    ),
  )
  return { ...settings, day: day as BudgetWindow, month: month as BudgetWindow }
}

async function budgetWindow(
  db: Db,
  userId: string,
  { kind, starts_at, ends_at }: ReturnType<typeof windowOf>,
  limit: number | null,
): Promise<BudgetWindow> {
  const row = await totals.findTotal(db, { scope: keyOf(userId), kind, starts_at })
  const { spent_micro_usd = 0, reserved_micro_usd = 0, alerted_at = null } = row ?? {}
  return {
    ...{ starts_at, ends_at, spent_micro_usd, reserved_micro_usd },
    remaining_micro_usd: limit === null ? null : Math.max(0, limit - spent_micro_usd - reserved_micro_usd),
    alerted: alerted_at !== null,
    alerted_at,
  }
}

const lengths = { '7d': 7, '30d': 30, '90d': 90 }

export async function listSpending(
  { db, clock }: Needs,
  userId: string,
  period: Spending['period'],
): Promise<Spending> {
  const { timezone } = await settingsOf(db, userId)
  const days = daysUntil(clock.now(), timezone, lengths[period])
  const sums = await store.sumSpending(db, { owner: keyOf(userId), days })
  return { period, timezone, ...reportOf(days, sums) }
}
