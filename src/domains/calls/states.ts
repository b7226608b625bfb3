import type { CallEndReason, CallStatus } from '../../../schemas/calls/index.ts'
import type { CallEvent, CarrierStatus } from '../../ports/telephony/port.ts'

/** How far a call is. One that has ended is the farthest: nothing changes it any more. */
const places: Record<CallStatus, number> = {
  initiating: 0,
  ringing: 1,
  in_progress: 2,
  completed: 3,
  busy: 3,
  failed: 3,
  no_answer: 3,
  cancelled: 3,
  voicemail_detected: 3,
  terminated: 3,
}

export const openStatuses = ['initiating', 'ringing', 'in_progress'] as const satisfies CallStatus[]
export const isOver = (status: CallStatus) => places[status] === 3

/** What a state of the carrier is in ours. */
const statusOf: Record<CarrierStatus, CallStatus> = {
  initiated: 'initiating',
  ringing: 'ringing',
  in_progress: 'in_progress',
  completed: 'completed',
  busy: 'busy',
  no_answer: 'no_answer',
  failed: 'failed',
  cancelled: 'cancelled',
}

/** What the rules need to know of a call. */
export interface Known {
  status: CallStatus
  ending_reason: CallEndReason | null
  answered_at: string | null
  limit_minutes: number
}

/** How a call ends. */
export interface Ending {
  status: CallStatus
  /** Null where the status says it all: the line was busy, or it was not answered. */
  end_reason: CallEndReason | null
  ended_at: string
  duration_seconds: number
  /** Null when it was not answered. */
  answered_at: string | null
}

export type Step =
  | { kind: 'nothing' }
  | { kind: 'forward'; status: 'ringing' | 'in_progress'; answered_at: string | null }
  | { kind: 'end'; ending: Ending }

type Told = Pick<CallEvent, 'status' | 'durationSeconds' | 'answeredBy'> & { at: Date }

/**
 * What an event of the carrier makes of a call. Events may come late, twice and in any order: whatever their order, the
 * same ones end in the same state. A late `ringing` changes nothing any more.
 */
export function afterEvent(call: Known, { status, durationSeconds, answeredBy, at }: Told): Step {
  if (isOver(call.status)) return { kind: 'nothing' }
  if (answeredBy === 'machine' || answeredBy === 'fax')
    return { kind: 'end', ending: { ...endingOf(call, at, 0), status: 'voicemail_detected', end_reason: 'voicemail' } }
  const next = statusOf[status]
  if (places[next] <= places[call.status]) return { kind: 'nothing' }
  if (next === 'ringing' || next === 'in_progress')
    return { kind: 'forward', status: next, answered_at: next === 'in_progress' ? at.toISOString() : null }
  if (next !== 'completed') return { kind: 'end', ending: unanswered(call, next, at) }
  return { kind: 'end', ending: endingOf(call, at, durationSeconds ?? secondsSince(call.answered_at, at)) }
}

const reasons: Partial<Record<CallStatus, CallEndReason>> = { failed: 'carrier_error', cancelled: 'cancelled' }

const unanswered = (call: Known, status: CallStatus, at: Date): Ending => ({
  status,
  end_reason: call.ending_reason ?? reasons[status] ?? null,
  ended_at: at.toISOString(),
  duration_seconds: 0,
  answered_at: null,
})

/**
 * The end of a call that was answered. Its answer is placed by its length, whatever was told of it before. One that
 * the watchdog or a stop has closed is `terminated`, also when the carrier tells of its end first.
 */
export function endingOf(call: Known, at: Date, duration_seconds: number): Ending {
  const isFull = duration_seconds >= call.limit_minutes * 60
  const end_reason = call.ending_reason ?? (isFull ? 'max_duration' : 'user_hangup')
  return {
    status: end_reason === 'watchdog' ? 'terminated' : 'completed',
    end_reason,
    ended_at: at.toISOString(),
    duration_seconds,
    answered_at: new Date(at.getTime() - duration_seconds * 1_000).toISOString(),
  }
}

export const secondsSince = (since: string | null, at: Date): number =>
  since === null ? 0 : Math.max(0, Math.ceil((at.getTime() - Date.parse(since)) / 1_000))

/** The end that we bring about ourselves, once the carrier has ended the call or knows none. */
export function endingNow(call: Known, at: Date, reason: CallEndReason): Ending {
  if (call.status !== 'in_progress')
    return { ...unanswered(call, reason === 'carrier_error' ? 'failed' : 'cancelled', at), end_reason: reason }
  const seconds = Math.min(secondsSince(call.answered_at, at), call.limit_minutes * 60)
  return endingOf({ ...call, ending_reason: reason }, at, seconds)
}

/** Minutes that are charged: each that was begun, of those that were reserved. A machine that answers costs none. */
export const creditsOf = ({ status, duration_seconds }: Ending, limit_minutes: number): number =>
  status === 'completed' || status === 'terminated' ? Math.min(limit_minutes, Math.ceil(duration_seconds / 60)) : 0
