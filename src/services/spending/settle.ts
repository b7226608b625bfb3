import type { Transaction } from 'kysely'
import { type OwnerKey, userIn } from '../../../db/owner.ts'
import type { PaidCallsTable } from '../../../db/tables/paid-calls.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { transaction } from '../transaction.ts'
import { readSettings } from './budget.ts'
import * as store from './store.ts'
import { type Alert, earliestOf, keyOf, lockUser, raiseAlert, raiseAlerts, sumWindow } from './totals.ts'
import * as totals from './totals-store.ts'
import { windowKinds, windowOf } from './windows.ts'

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
  let owner = ownerAtFirst
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const userId = owner && userIn(owner)
    if (userId) await lockUser(trx, userId)
    const settled_at = clock.now().toISOString()
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
  needs: Needs,
  trx: Transaction<Tables>,
  event: Settled,
  { costMicroUsd, uncount }: Settlement,
): Promise<Alert[]> {
  const { owner, estimate_micro_usd, created_at: at } = event
  const settling = { at, reserved: estimate_micro_usd, spent: costMicroUsd, now: needs.clock.now().toISOString() }
  const userId = owner && userIn(owner)
  const alerts = userId ? await settleOfUser(trx, userId, settling) : []
  if (uncount) await store.uncountCall(trx, { kind: uncount, day: at.slice(0, 10) })
  const alert = await settleOfService(trx, needs.env.SERVICE_DAILY_LIMIT_MICRO_USD, settling)
  return alert ? [...alerts, alert] : alerts
}

type Settling = Omit<Parameters<typeof totals.settle>[1], 'scope' | 'since'> & { now: string }

async function settleOfUser(trx: Transaction<Tables>, userId: string, { now, ...sums }: Settling): Promise<Alert[]> {
  const { at } = sums
  const since = earliestOf(at)
  const rows = await totals.settle(trx, { scope: keyOf(userId), since, ...sums })
  const missing = windowKinds.filter((kind) => !rows.some((row) => row.kind === kind))
  const isAlertable = rows.some(({ alerted_at }) => alerted_at === null)
  if (missing.length === 0 && !isAlertable) return []
  const settings = await readSettings(trx, userId)
  if (!settings) return []
  for (const kind of missing)
    rows.push(await sumWindow(trx, keyOf(userId), windowOf(kind, new Date(at), settings.timezone)))
  return raiseAlerts(trx, userId, settings, { at, since, now, rows })
}

async function settleOfService(trx: Transaction<Tables>, limit: number, { now, ...sums }: Settling) {
  const { at } = sums
  const window = windowOf('day', new Date(at), 'UTC')
  const since = window.starts_at
  const rows = await totals.settle(trx, { scope: 'service', since, ...sums })
  if (rows.length === 0) rows.push(await sumWindow(trx, 'service', window))
  return raiseAlert(trx, { scope: 'service', at, since, now, rows }, 'day', limit, SERVICE_ALERT_PERCENT)
}
