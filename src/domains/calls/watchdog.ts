import type { Deps } from '../../deps.ts'
import { TelephonyFailure } from '../../ports/telephony/port.ts'
import { DAY_MS } from '../../services/durations.ts'
import { transaction } from '../../services/transaction.ts'
import { priceOfCarrier } from './carrier-price.ts'
import { type Needs as DialNeeds, reconcile } from './dial.ts'
import { closeCall } from './end.ts'
import { finishCall, settleMoney } from './finish.ts'
import { expireScheduled } from './schedule-store.ts'
import { afterEvent } from './states.ts'
import * as store from './store.ts'
import * as stale from './watchdog-store.ts'

export type Needs = DialNeeds & Pick<Deps, 'log'>

const MINUTE_MS = 60_000
/** After which a call that has not gone on is looked at: longer than it may ring, or last, by itself. */
const STALE_MS = { initiating: 2 * MINUTE_MS, ringing: 5 * MINUTE_MS } as const
/** The carrier ends a call at its limit; what it tells of that may take a moment. */
const GRACE_MS = 5_000
/** A carrier tells its price within minutes. */
const PRICE_AFTER_MS = 2 * MINUTE_MS
const PRICE_WITHIN_MS = 2 * DAY_MS

/** Closes what was left open, at the carrier first, and settles what was left unsettled. */
export async function watch(deps: Needs, signal: AbortSignal): Promise<void> {
  const now = deps.clock.now()
  const before = (ms: number) => new Date(now.getTime() - ms).toISOString()
  for (const status of ['initiating', 'ringing'] as const)
    for (const call of await stale.listOpenSince(deps.db, status, before(STALE_MS[status]))) {
      signal.throwIfAborted()
      if (call.sid !== null || (await reconcile(deps, call, deps.log))) await closeAtCarrier(deps, call.id)
      else await closeCall(deps, call.id, 'carrier_error')
    }
  for (const call of await stale.listOpenSince(deps.db, 'in_progress', before(GRACE_MS))) {
    signal.throwIfAborted()
    if (isOverdue(call, now)) await closeAtCarrier(deps, call.id)
  }
  for (const call of await stale.listUnsettled(deps.db)) await settleMoney(deps, call)
  await expireScheduled(deps.db, now.toISOString())
  const unpriced = await stale.listUnpriced(deps.db, { from: before(PRICE_WITHIN_MS), to: before(PRICE_AFTER_MS) })
  for (const call of unpriced) {
    signal.throwIfAborted()
    await priceOfCarrier(deps, call)
  }
}

const isOverdue = ({ answered_at, limit_minutes, ending_reason }: store.CallRow, now: Date) =>
  answered_at !== null &&
  (ending_reason !== null || now.getTime() > Date.parse(answered_at) + limit_minutes * MINUTE_MS + GRACE_MS)

/** Takes what the carrier says of the call; one that still goes on there is ended there first. */
async function closeAtCarrier(deps: Needs, id: string): Promise<void> {
  const call = await store.findCall(deps.db, { id })
  if (!call?.sid) return
  try {
    const carried = await deps.telephony.find(call.sid)
    if (carried) {
      await deps.telephony.hangUp(call.sid)
      const step = afterEvent(call, {
        status: carried.status,
        ...(carried.durationSeconds === null ? {} : { durationSeconds: carried.durationSeconds }),
        at: deps.clock.now(),
      })
      if (step.kind === 'end') return await close(deps, id, step.ending)
    }
    await closeCall(deps, id, call.ending_reason ?? 'watchdog')
  } catch (error) {
    // The carrier is away: the next run asks again, and the carrier itself ends the call at its limit.
    if (!(error instanceof TelephonyFailure)) throw error
  }
}

async function close(deps: Needs, id: string, ending: Parameters<typeof finishCall>[3]) {
  const ended = await transaction(deps.db, async (trx) => {
    const call = await store.lockCall(trx, id)
    return call && finishCall(deps, trx, call, ending)
  })
  if (ended) await settleMoney(deps, ended)
}
