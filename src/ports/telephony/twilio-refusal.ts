import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type RejectedReason, TelephonyFailure } from './port.ts'

/** What Twilio says when it refuses: a code of its own, and sentences that may quote what it was asked. */
const Refusal = Type.Object({ code: Type.Integer(), status: Type.Integer() })

/** Twilio's own refusal; undefined for that of another, such as a proxy. */
export const refusalIn = (body: unknown): Static<typeof Refusal> | undefined =>
  Value.Check(Refusal, body) ? body : undefined

/** Codes about the number that is to be called. */
const reasons = new Map<number, RejectedReason>([
  [21201, 'invalid_number'],
  [21211, 'invalid_number'],
  [21214, 'invalid_number'],
  [21217, 'invalid_number'],
  [13224, 'invalid_number'],
  [21202, 'not_allowed'],
  [21203, 'not_allowed'],
  [21215, 'not_allowed'],
  [21216, 'not_allowed'],
  [13227, 'not_allowed'],
  [21219, 'unverified'],
  [10004, 'busy_account'],
])

const ofAccount = 'twilio does not accept TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN'
const ofNumber = 'twilio does not let TWILIO_FROM_NUMBER call'
const inactive = 'the account of TWILIO_ACCOUNT_SID is not active'

/** Codes about this service, which its operator has to mend: no call is made until then. */
const advices = new Map([
  [20003, ofAccount],
  [20005, inactive],
  [10001, inactive],
  [20404, ofAccount],
  [21210, ofNumber],
  [21212, ofNumber],
  [21213, ofNumber],
])

export interface Refused {
  status: number
  /** Undefined when it is none that can be read. */
  body: unknown
  retryAfterMs?: number | undefined
}

/** The call that Twilio knows nothing of. A page of a proxy with the same status is no such answer. */
export const isUnknownCall = ({ status, body }: Refused) => status === 404 && refusalIn(body)?.code === 20404

/** The call has ended already, or changes at this moment. */
export const isOver = ({ body }: Refused) => refusalIn(body)?.code === 21220

/** Failure for an answer that is no success, and what the operator should know of it. */
export function failureOf({ status, body, retryAfterMs }: Refused, warn: (message: string) => void): TelephonyFailure {
  const code = refusalIn(body)?.code
  if (status === 429 || code === 20429)
    return new TelephonyFailure('unavailable', 'twilio wants fewer requests', { retryAfterMs })
  // Only its own word says that a server did not begin: another one stands before it, or it failed half-way.
  if (status >= 500) {
    const isBefore = status === 503 && code !== undefined
    return new TelephonyFailure(isBefore ? 'unavailable' : 'ambiguous', `twilio fails (${status})`, { retryAfterMs })
  }
  const advice = status === 401 ? ofAccount : advices.get(code ?? 0)
  if (advice || code === undefined) {
    warn(`${advice ?? 'twilio, or what stands before it, refuses what it is asked: see TWILIO_BASE_URL'} (${status})`)
    return new TelephonyFailure('unavailable', `twilio refuses (${status})`)
  }
  const reason = reasons.get(code) ?? 'other'
  if (reason === 'other' || code === 21215) warn(`twilio refuses a call (code ${code}): see its list of errors`)
  return new TelephonyFailure('rejected', `twilio refuses the call (${reason})`, { reason })
}
