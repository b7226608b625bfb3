import type { CallEndReason } from '../../../schemas/calls/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { TelephonyFailure } from '../../ports/telephony/port.ts'
import { transaction } from '../../services/transaction.ts'
import { type Needs as FinishNeeds, finishCall, settleMoney } from './finish.ts'
import { endingNow, isOver } from './states.ts'
import * as store from './store.ts'

export type Needs = FinishNeeds & Pick<Deps, 'telephony'>

/**
 * Ends a call at the carrier first, and only then closes its row. Throws `carrier-unavailable` when the carrier cannot be
 * asked: then the call goes on, and ends for this reason. Without a sid it ends as soon as there is one.
 */
export async function hangUp(deps: Needs, call: store.CallRow, reason: CallEndReason): Promise<void> {
  const asked = await store.askToEnd(deps.db, { id: call.id, reason })
  if (!asked || asked.sid === null) return
  await hangUpAtCarrier(deps, asked.sid)
  await closeCall(deps, call.id, asked.ending_reason ?? reason)
}

async function hangUpAtCarrier({ telephony }: Needs, sid: string) {
  try {
    await telephony.hangUp(sid)
  } catch (error) {
    if (error instanceof TelephonyFailure) throw refuse('carrier-unavailable')
    throw error
  }
}

/** Closes a call that the carrier does not have, or no longer has. */
export async function closeCall(deps: Needs, id: string, reason: CallEndReason): Promise<void> {
  const ended = await transaction(deps.db, async (trx) => {
    const call = await store.lockCall(trx, id)
    if (!call || isOver(call.status)) return undefined
    return finishCall(deps, trx, call, endingNow(call, deps.clock.now(), reason))
  })
  if (ended) await settleMoney(deps, ended)
}
