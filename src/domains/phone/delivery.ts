import type { CallContent } from '../../../schemas/content/call.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { invalid, type Refusal, refuse } from '../../errors.ts'
import { TelephonyFailure } from '../../ports/telephony/port.ts'
import { render } from '../../services/grammar.ts'
import { maskPhoneNumber } from '../../services/phone-number.ts'
import { BudgetSpent } from '../../services/spending/budget.ts'
import type { Reservation } from '../../services/spending/paid-calls.ts'
import content from './content.json' with { type: 'json' }

const { code: sentence }: CallContent = content

export type Delivered = { env: Pick<Env, 'APP_ENV'> }
type Needs = Pick<Deps, 'telephony' | 'keyed' | 'paidCalls'>

export interface Log {
  info(members: object, message: string): void
  warn(members: object, message: string): void
}

export interface Told {
  id: string
  phone_number: string
  code: string
  expiresAt: Date
}

/** Tells somebody a code. Answers a refusal when surely nothing rang. */
type Deliver = (deps: Needs, told: Told, log: Log) => Promise<'sent' | Refusal>

/** Refuses where no code can be told: in production a simulated telephone rings no phone, and logs keep no codes. */
export function requireDelivery({ telephony, env }: Pick<Needs, 'telephony'> & Delivered): Deliver {
  if (telephony.name !== 'simulated') return callNumber
  if (env.APP_ENV === 'local') return logCode
  throw refuse('verification-unavailable', { message: 'This service has no telephone: no code can be sent.' })
}

/** With the simulated telephone, the operator of a local service reads the code in the log. */
const logCode: Deliver = async (_deps, { phone_number, code }, log) => {
  const members = { simulated: true, phone_number: maskPhoneNumber(phone_number), code }
  log.info(members, 'simulated telephone: nobody was called; the code stands here in local mode alone')
  return 'sent'
}

const RING_SECONDS = 30
/** A minute is what a carrier charges at least. */
const LIMIT_SECONDS = 60
const minute = [{ key: 'call.outbound', unit: 'minute', amount: 1 }]

const callNumber: Deliver = async (deps, told, log) => {
  const reservation = await reserve(deps)
  if (!reservation) return refuse('verification-unavailable')
  try {
    await deps.telephony.dial(dialOf(deps, told))
  } catch (error) {
    if (!(error instanceof TelephonyFailure)) {
      await reservation.release()
      throw error
    }
    const refusal = refusalOf(error)
    log.warn({ err: error }, 'a code could not be told by a call, or it is unknown whether it was')
    await (refusal ? reservation.release() : reservation.settleAtEstimate())
    return refusal ?? 'sent'
  }
  await reservation.settleAtEstimate()
  return 'sent'
}

/** Undefined when the service may spend no more today. */
const reserve = ({ paidCalls, telephony }: Needs): Promise<Reservation | undefined> =>
  paidCalls
    .reserve({ owner: null, service: 'call', provider: telephony.name, model: 'code', most: minute })
    .catch((error: unknown) => {
      if (error instanceof BudgetSpent) return undefined
      throw error
    })

const PURPOSE = 'code of a call'

function dialOf({ keyed }: Needs, { id, phone_number, code, expiresAt }: Told) {
  const call_id = `code-${id}`
  // Any process can answer the carrier: the address carries the code, encrypted.
  const token = keyed.seal(PURPOSE, JSON.stringify({ code, until: expiresAt.getTime() }))
  return {
    call_id,
    to: phone_number,
    timeLimitSeconds: LIMIT_SECONDS,
    ringSeconds: RING_SECONDS,
    answerPath: `/api/v1/voice/code/${token}`,
    statusPath: `/api/v1/voice/status?call=${call_id}`,
  }
}

/** Undefined when the phone may ring: then the code may still be told, and stays valid. */
function refusalOf({ kind, reason, retryAfterMs }: TelephonyFailure): Refusal | undefined {
  if (kind === 'ambiguous') return undefined
  if (reason === 'invalid_number')
    return invalid([{ path: 'body.phone_number', message: 'must be a phone number that can be called' }])
  if (kind === 'rejected' && reason !== 'busy_account')
    return refuse('verification-unavailable', { message: 'This service cannot call this number.' })
  if (retryAfterMs === undefined) return refuse('verification-unavailable')
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000))
  return refuse('verification-unavailable', { headers: { 'retry-after': String(seconds) } })
}

/** Answer to the carrier that asks what a call with a code is about, by the last part of its address. */
export function codeTwiml(
  { keyed, telephony, clock }: Pick<Deps, 'keyed' | 'telephony' | 'clock'>,
  token: string,
): string {
  const text = keyed.unseal(PURPOSE, token)
  if (text === undefined) return telephony.hangUpTwiml()
  const { code, until } = JSON.parse(text) as { code: string; until: number }
  if (until <= clock.now().getTime()) return telephony.hangUpTwiml()
  // One digit after the other, with a pause: not as a number of six digits.
  return telephony.sayTwiml(render(sentence, { code: [...code].join(', ') }))
}
