import type { Port } from '../port.ts'

/** `initiated` until it rings. A call only goes forward, but what a carrier tells of it may arrive in any order. */
export type CarrierStatus =
  | 'initiated'
  | 'ringing'
  | 'in_progress'
  | 'completed'
  | 'busy'
  | 'no_answer'
  | 'failed'
  | 'cancelled'

const endings: readonly CarrierStatus[] = ['completed', 'busy', 'no_answer', 'failed', 'cancelled']

/** Whether a call with this status has ended. */
export const isEnded = (status: CarrierStatus) => endings.includes(status)

export type AnsweredBy = 'human' | 'machine' | 'fax' | 'unknown'

/** Request for one call. Paths are those of this service, each with its own query; the adapter puts PUBLIC_URL before them. */
export interface Dial {
  /** Our name of the call; it comes back with each event. */
  call_id: string
  /** E.164, such as +14155550123. */
  to: string
  /** Seconds from its answer after which the carrier ends the call by itself: it bounds what the call can cost. */
  timeLimitSeconds: number
  ringSeconds: number
  /** Asked, once it is answered, what to do with the call: answered with `answerTwiml`. */
  answerPath: string
  statusPath: string
  /** Told whether a person or a machine has answered; without it, the carrier does not listen for that. */
  amdPath?: string | undefined
  /** Before anything is sent, rejects with its reason; later, with an `ambiguous` failure: the call may ring. */
  signal?: AbortSignal | undefined
}

/** Something that happened to a call. It may arrive twice and out of order: (sid, source, sequence) name it. */
export interface CallEvent {
  sid: string
  call_id: string
  /** `call-progress-events`; `answer`: it asks what to do; `amd`: who answered. */
  source: string
  sequence: number
  status: CarrierStatus
  /** Of a call that has ended: whole seconds from its answer. */
  durationSeconds?: number
  answeredBy?: AnsweredBy
  at: Date
}

/** A call as the carrier has it. */
export interface CarrierCall {
  sid: string
  status: CarrierStatus
  durationSeconds: number | null
  /**
   * What the carrier asks for the connection, in millionths of a US dollar, never negative. Null while it is not known,
   * which is for some minutes after the end, and where it is told in another currency.
   */
  priceMicroUsd: number | null
  from: string
  to: string
  /** Null of a call that the carrier has only just accepted. */
  createdAt: Date | null
  /** No phone was called and nothing is to be paid. */
  isSimulated: boolean
}

/** A form as it came: names that came more than once have a list. */
export type Form = Record<string, string | string[]>

/** A form that the carrier has signed, which path it came to, and the call that the path names. */
export interface SignedForm {
  about: 'answer' | 'status' | 'amd'
  form: Form
  call_id: string
}

/** A request that says it is the carrier's. */
export interface SignedRequest {
  /** Path and query as they came: what the carrier has signed is this behind PUBLIC_URL, whatever Host says. */
  path: string
  /** Nothing for the upgrade to a WebSocket. */
  params?: Form
  /** The header X-Twilio-Signature. */
  signature: string | undefined
  isSocket?: boolean
}

/**
 * Carries calls. All methods that ask the carrier throw `TelephonyFailure`, and nothing else besides the reason of a
 * signal and a TypeError for an argument that is none. Nothing is ever sent twice.
 */
export interface Telephony extends Port {
  readonly name: 'twilio' | 'simulated'
  /** Resolves when the carrier has accepted the call. It has not rung yet. */
  dial(dial: Dial): Promise<{ sid: string }>
  /** Ends a call, in whatever state. Resolves to false when the carrier knows no such call. */
  hangUp(sid: string): Promise<boolean>
  /** Undefined when the carrier knows no such call. */
  find(sid: string): Promise<CarrierCall | undefined>
  /**
   * Calls to a number since a moment, newest first, to find out what became of an ambiguous `dial`. Those of the last
   * minute before it are listed too, for clocks differ, and those of unknown time: leave out what you know already.
   */
  listSince(asked: { to: string; since: Date }): Promise<CarrierCall[]>
  /** Whether the carrier has signed a request. The signature holds for ever: an event is counted once by its names. */
  isSigned(request: SignedRequest): boolean
  /** The event in a signed form; undefined when it is none, or of another account. */
  readEvent(form: SignedForm): CallEvent | undefined
  /** Connects the call to our media socket, whose `start` frame brings `token` and `call_id` as its parameters. */
  answerTwiml(to: { streamPath: string; token: string; call_id: string }): string
  /** Says a sentence and hangs up. */
  sayTwiml(text: string): string
  hangUpTwiml(): string
  /**
   * Whom to tell of events that need no webhook: those of the simulated telephone. An event is told again, after a
   * while, when the promise rejects. A second handler replaces the first.
   */
  onEvent(handler: (event: CallEvent) => Promise<void>): void
  /** What the person called may do, on a simulated call: a page or a test acts for them. */
  readonly callee?: { hangUp(sid: string): boolean }
  /** `degraded` while calls fail. */
  state(): 'ok' | 'degraded'
}

/**
 * - `rejected`: the carrier declines this call; `reason` says whether it ever would make it
 * - `unavailable`: the carrier surely has not made this call
 * - `ambiguous`: the outcome is unknown, and the phone may ring: dialling again could ring it twice
 */
export type TelephonyFailureKind = 'rejected' | 'unavailable' | 'ambiguous'

/**
 * - `invalid_number`: there is no such number
 * - `not_allowed`: the account may not call there
 * - `unverified`: a trial account calls numbers of its owner alone
 * - `busy_account`: the account has too many calls at this moment; this one may be made later
 * - `other`: none that we know
 */
export type RejectedReason = 'invalid_number' | 'not_allowed' | 'unverified' | 'busy_account' | 'other'

/** Why a carrier did not do what it was asked. Its message holds no number, no key, no address and no text of the carrier. */
export class TelephonyFailure extends Error {
  readonly kind: TelephonyFailureKind
  /** Of `rejected`. */
  readonly reason: RejectedReason | undefined
  /** Milliseconds until the next call, as the carrier asks for. */
  readonly retryAfterMs: number | undefined

  constructor(
    kind: TelephonyFailureKind,
    message: string,
    { reason, retryAfterMs }: { reason?: RejectedReason; retryAfterMs?: number | undefined } = {},
  ) {
    super(message)
    this.kind = kind
    this.reason = reason
    this.retryAfterMs = retryAfterMs
  }
}

const e164 = /^\+[1-9]\d{6,14}$/

/** Throws a TypeError, which quotes no number, for a call that cannot be made. */
export function checkDial({ to, timeLimitSeconds, ringSeconds }: Dial) {
  if (!e164.test(to)) throw new TypeError('not a number in E.164')
  if (!isWithin(timeLimitSeconds, 1, 14_400)) throw new TypeError('a call lasts 1 to 14,400 whole seconds')
  if (!isWithin(ringSeconds, 5, 600)) throw new TypeError('a call rings for 5 to 600 whole seconds')
}

const isWithin = (value: number, least: number, most: number) =>
  Number.isInteger(value) && least <= value && value <= most
