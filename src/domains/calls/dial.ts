import type { Deps } from '../../deps.ts'
import { TelephonyFailure } from '../../ports/telephony/port.ts'
import { closeCall, type Needs as EndNeeds, hangUp } from './end.ts'
import * as store from './store.ts'

export type Needs = EndNeeds & Pick<Deps, 'telephony' | 'clock'>

export interface Log {
  info(members: object, message: string): void
  warn(members: object, message: string): void
}

const RING_SECONDS = 30

/**
 * Has the carrier call, once: a dial of unknown outcome is never repeated. What the carrier surely has not taken is closed
 * here; what it may have taken is found out by its events, and by the watchdog.
 */
export async function dialCall(deps: Needs, call: store.CallRow, log: Log): Promise<void> {
  const { telephony, clock, db } = deps
  const { id, limit_minutes, phone_number: to } = call
  const startedAt = clock.elapsed()
  const path = (about: string) => `/api/v1/voice/${about}?call=${id}`
  try {
    const { sid } = await telephony.dial({
      ...{ call_id: id, to, timeLimitSeconds: limit_minutes * 60, ringSeconds: RING_SECONDS },
      ...{ answerPath: path('answer'), statusPath: path('status'), amdPath: path('amd') },
    })
    await store.setDialMs(db, { id, dial_ms: Math.round(clock.elapsed() - startedAt) })
    await knowSid(deps, call, sid, log)
  } catch (error) {
    if (!(error instanceof TelephonyFailure)) throw error
    log.warn({ err: error, call_id: id }, 'a call could not be begun, or it is unknown whether it was')
    if (error.kind === 'ambiguous') await reconcile(deps, call, log)
    else await closeCall(deps, id, 'carrier_error')
  }
}

/** The carrier's name of a call. One that was asked to end meanwhile is ended now. */
async function knowSid(deps: Needs, { id }: store.CallRow, sid: string, log: Log) {
  const call = await store.setSid(deps.db, { id, sid })
  if (call && call.ending_reason !== null) await hangUp(deps, call, call.ending_reason)
  if (call) return
  log.warn({ call_id: id }, 'the carrier names a call in two ways; the second one is ended')
  await deps.telephony.hangUp(sid)
}

/**
 * Looks for a call of which it is unknown whether the carrier has taken it. True when it was found. Without one it may still
 * appear: its events find the call by its own id.
 */
export async function reconcile(deps: Needs, call: store.CallRow, log: Log): Promise<boolean> {
  const { db, telephony } = deps
  const since = new Date(call.started_at)
  const listed = await telephony.listSince({ to: call.phone_number, since }).catch((error: unknown) => {
    if (!(error instanceof TelephonyFailure)) throw error
    log.warn({ err: error, call_id: call.id }, 'the carrier cannot tell which calls it has')
    return []
  })
  const known = new Set(
    (
      await store.findSids(
        db,
        listed.map(({ sid }) => sid),
      )
    ).map(({ sid }) => sid),
  )
  const [found, ...others] = listed.filter(({ sid }) => !known.has(sid))
  // Of two, none can be told to be this one; their events will tell.
  if (!found || others.length > 0) return false
  await knowSid(deps, call, found.sid, log)
  return true
}
