import type { Deps } from '../../deps.ts'
import type { CallEvent } from '../../ports/telephony/port.ts'
import { transaction } from '../../services/transaction.ts'
import { type Needs as EndNeeds, hangUp } from './end.ts'
import { finishCall, settleMoney } from './finish.ts'
import { type Needs as OpeningNeeds, open } from './opening.ts'
import { afterEvent, type Step } from './states.ts'
import * as store from './store.ts'

export type Needs = EndNeeds & OpeningNeeds & Pick<Deps, 'telephony'>

/**
 * Takes what the carrier tells: each event once, in any order, also before the dial was answered. Events of calls that are
 * not known, or have another sid, change nothing.
 */
export async function receiveEvent(deps: Needs, event: CallEvent): Promise<void> {
  if (!isUuid.test(event.call_id)) return
  const { step, call } = await transaction(deps.db, (trx) => take(deps, trx, event))
  if (!call) return
  if (step.kind === 'end') {
    await settleMoney(deps, call)
    // A machine is still on the line.
    if (call.status === 'voicemail_detected') await deps.telephony.hangUp(event.sid)
  } else if (step.kind === 'forward') await whenForward(deps, call)
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Taken = { step: Step; call?: store.CallRow | undefined }
const nothing: Taken = { step: { kind: 'nothing' } }

async function take(deps: Needs, trx: Parameters<typeof store.lockCall>[0], event: CallEvent): Promise<Taken> {
  const { call_id, sid, source, sequence, status } = event
  const known = await store.lockCall(trx, call_id)
  if (!known || (known.sid !== null && known.sid !== sid)) return nothing
  const received_at = deps.clock.now().toISOString()
  const isNew = await store.insertEvent(trx, { sid, source, sequence, call_id, status, received_at })
  if (!isNew) return nothing
  const named = known.sid === null ? await store.setSid(trx, { id: call_id, sid }) : known
  const call = named ?? known
  const step = afterEvent(call, event)
  if (step.kind === 'end') return { step, call: await finishCall(deps, trx, call, step.ending) }
  if (step.kind === 'nothing') return { step }
  const { answered_at } = step
  const moved = await store.moveForward(trx, { id: call_id, status: step.status, ...(answered_at && { answered_at }) })
  return { step, call: moved }
}

/** A call that was asked to end before it had a sid ends now; on a simulated one the persona speaks first. */
async function whenForward(deps: Needs, call: store.CallRow) {
  if (call.ending_reason !== null) return hangUp(deps, call, call.ending_reason)
  if (call.status === 'in_progress' && call.carrier === 'simulated') await open(deps, call)
}
