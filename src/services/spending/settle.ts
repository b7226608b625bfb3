import type { Transaction } from 'kysely'
import type { OwnerKey } from '../../../db/owner.ts'
import type { PaidCallsTable } from '../../../db/tables/paid-calls.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { transaction } from '../transaction.ts'
import { readSettings } from './budget.ts'
import * as store from './store.ts'
import { type Alert, isUser, lockUser, raiseAlert, raiseAlerts, userIdOf } from './totals.ts'
import * as totals from './totals-store.ts'

export type Needs = Pick<Deps, 'db' | 'clock'> & { env: Pick<Deps['env'], 'SERVICE_DAILY_LIMIT_MICRO_USD'> }

/** What became of a reservation. */
export interface Settlement {
  state: 'spent' | 'released'
  costMicroUsd: number
  /** The call was not made: its count of the day is taken back. */
  uncount?: PaidCallsTable['kind'] | undefined
}

/** Share of the service's limit at which the operator is told. */
const SERVICE_ALERT_PERCENT = 80

/** Times that the owner of an event may change while it is settled. */
const ATTEMPTS = 5

/** Settles a reservation, with all its totals, unless it is settled already. Answers the alerts that this raised. */
export function settleReservation(needs: Needs, id: string, settlement: Settlement): Promise<Alert[]> {
  return transaction(needs.db, async (trx) => {
    const event = await settleEvent(needs, trx, id, settlement)
    return event ? settleTotals(needs, trx, event, settlement) : []
  })
}

interface Settled {
  owner: OwnerKey | null
  estimate_micro_usd: number
  created_at: string
}

/** A session may be handed to a user, and a user deleted, between the reading of the owner and the lock. */
async function settleEvent(
  { clock }: Needs,
  trx: Transaction<Tables>,
  id: string,
  { state, costMicroUsd }: Settlement,
): Promise<Settled | undefined> {
  const settled_at = clock.now().toISOString()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const event = await store.findReserved(trx, id)
    if (!event) return undefined
    const { owner } = event
    if (isUser(owner)) await lockUser(trx, owner)
    if (await store.settleEvent(trx, { id, owner, state, cost_micro_usd: costMicroUsd, settled_at })) return event
  }
  return undefined
}

/** The service's total last, as in a reservation: two transactions that take rows in one order never wait for each other in a circle. */
async function settleTotals(
  { clock, env }: Needs,
  trx: Transaction<Tables>,
  { owner, estimate_micro_usd, created_at: at }: Settled,
  { costMicroUsd, uncount }: Settlement,
): Promise<Alert[]> {
  const sums = { at, reserved: estimate_micro_usd, spent: costMicroUsd }
  const when = { at, now: clock.now().toISOString() }
  const alerts: (Alert | undefined)[] = []
  if (isUser(owner)) {
    await totals.settle(trx, { scope: owner, ...sums })
    const settings = costMicroUsd > 0 ? await readSettings(trx, userIdOf(owner)) : undefined
    if (settings) alerts.push(...(await raiseAlerts(trx, owner, settings, when)))
  }
  if (uncount) await store.uncountCall(trx, { kind: uncount, day: at.slice(0, 10) })
  await totals.settle(trx, { scope: 'service', ...sums })
  const limit = env.SERVICE_DAILY_LIMIT_MICRO_USD
  if (costMicroUsd > 0)
    alerts.push(await raiseAlert(trx, { scope: 'service', ...when }, 'day', limit, SERVICE_ALERT_PERCENT))
  return alerts.filter((it) => it !== undefined)
}
