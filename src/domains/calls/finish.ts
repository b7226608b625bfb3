import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { settle } from '../../services/ledger/holds.ts'
import { callMinutes } from '../../services/metrics/metrics.ts'
import { type CostItem, paidTotal, totalOf } from './cost.ts'
import * as costs from './costs-store.ts'
import { rememberLater } from './remember.ts'
import { creditsOf, type Ending, isOver } from './states.ts'
import * as store from './store.ts'
import { costSoFar } from './usage.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'paidCalls' | 'jobs'>

/**
 * Closes a call in the transaction that has locked it: its state, its credits, what it costs, and what is remembered of it,
 * all of it or nothing. Undefined when it was closed before: a call is settled once. To be followed by `settleMoney`.
 */
export async function finishCall(
  deps: Needs,
  trx: Transaction<Tables>,
  call: store.CallRow,
  ending: Ending,
): Promise<store.CallRow | undefined> {
  if (isOver(call.status)) return undefined
  const now = deps.clock.now().toISOString()
  // A machine that answered has cost the connection, though nothing is charged for it.
  const seconds = ending.status === 'voicemail_detected' ? 1 : ending.duration_seconds
  const items = await costSoFar(trx, call, seconds)
  const credits = creditsOf(ending, call.limit_minutes)
  const { charged } = await settle(trx, call.hold_id, { credits, now })
  const ended = await store.endCall(trx, {
    id: call.id,
    ...ending,
    credits_used: charged,
    cost_micro_usd: totalOf(items),
    cost_status: items.some(({ status }) => status === 'estimated') ? 'estimated' : 'final',
  })
  if (!ended) return undefined
  callMinutes.inc({ carrier: call.carrier, status: ending.status }, Math.ceil(ending.duration_seconds / 60))
  await costs.insertCosts(
    trx,
    items.map((item) => ({ ...item, call_id: call.id, created_at: now })),
  )
  if (ending.answered_at !== null && ending.status !== 'voicemail_detected') await rememberLater(deps, trx, call.id)
  return ended
}

/** Settles the money that was reserved for a call that has ended; a second time changes nothing. */
export async function settleMoney({ db, paidCalls }: Needs, call: store.CallRow): Promise<void> {
  if (call.spend_event_id === null || call.is_money_settled === 1) return
  const items: CostItem[] = await costs.listCosts(db, call.id)
  await paidCalls.settle({ id: call.spend_event_id, owner: `user:${call.user_id}` }, paidTotal(items))
  await store.markMoneySettled(db, call.id)
}
