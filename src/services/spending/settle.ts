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
export function settleReservation(needs: Needs, reserved: Reserved, settlement: Settlement): Promise<Alert[]> {
  return transaction(needs.db, async (trx) => {
    const event = await settleEvent(needs, trx, reserved, settlement)
    return event ? settleTotals(needs, trx, event, settlement) : []
  })
}

/** A reservation, and whose it was when it was made. */
export interface Reserved {
  id: string
  owner: OwnerKey | null
}

interface Settled {
  owner: OwnerKey | null
  estimate_micro_usd: number
  created_at: string
}

/** A session may be handed to a user, and a user deleted, since the reservation: who is locked must still be the owner. */
async function settleEvent(
  { clock }: Needs,
  trx: Transaction<Tables>,
  { id, owner: ownerAtFirst }: Reserved,
  { state, costMicroUsd }: Settlement,
): Promise<Settled | undefined> {
  const settled_at = clock.now().toISOString()
  let owner = ownerAtFirst
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (isUser(owner)) await lockUser(trx, owner)
    const settled = await store.settleEvent(trx, { id, owner, state, cost_micro_usd: costMicroUsd, settled_at })
    if (settled) return { owner, ...settled }
    const event = await store.findReserved(trx, id)
    if (!event) return undefined
    owner = event.owner
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
    const rows = await totals.settle(trx, { scope: owner, ...sums })
    const isAlertable = rows.some(({ alerted_at }) => alerted_at === null)
    const settings = isAlertable ? await readSettings(trx, userIdOf(owner)) : undefined
    if (settings) alerts.push(...(await raiseAlerts(trx, owner, settings, { ...when, rows })))
  }
  if (uncount) await store.uncountCall(trx, { kind: uncount, day: at.slice(0, 10) })
  const rows = await totals.settle(trx, { scope: 'service', ...sums })
  const limit = env.SERVICE_DAILY_LIMIT_MICRO_USD
  alerts.push(await raiseAlert(trx, { scope: 'service', ...when, rows }, 'day', limit, SERVICE_ALERT_PERCENT))
  return alerts.filter((it) => it !== undefined)
}
