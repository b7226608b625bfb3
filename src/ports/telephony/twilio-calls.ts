import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { CarrierCall, Dial } from './port.ts'
import { microUsdOf } from './price.ts'
import { isSid, mailDate, secondsOf, statusOf } from './twilio-form.ts'

const maybeText = Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()]))
const CallResource = Type.Object({
  sid: Type.String({ pattern: '^CA[0-9a-fA-F]{32}$' }),
  status: Type.String(),
  from: maybeText,
  to: maybeText,
  duration: maybeText,
  price: maybeText,
  price_unit: maybeText,
  date_created: maybeText,
  start_time: maybeText,
})
const CallPage = Type.Object({ calls: Type.Array(CallResource, { maxItems: 1_000 }) })

/** The form that makes a call. The names that it has twice are how Twilio takes a list. */
export function dialForm({ to, timeLimitSeconds, ringSeconds, ...paths }: Dial, from: string, base: string) {
  const form = new URLSearchParams({
    To: to,
    From: from,
    Url: base + paths.answerPath,
    Method: 'POST',
    Timeout: String(ringSeconds),
    // The carrier's own limit: it ends the call also when this service is away.
    TimeLimit: String(timeLimitSeconds),
    StatusCallback: base + paths.statusPath,
    StatusCallbackMethod: 'POST',
  })
  for (const event of ['initiated', 'ringing', 'answered', 'completed']) form.append('StatusCallbackEvent', event)
  if (paths.amdPath === undefined) return form
  form.append('MachineDetection', 'Enable')
  // The call goes on meanwhile: otherwise who answers would hear nothing for some seconds.
  form.append('AsyncAmd', 'true')
  form.append('AsyncAmdStatusCallback', base + paths.amdPath)
  form.append('AsyncAmdStatusCallbackMethod', 'POST')
  return form
}

/** The name of a call that was made; undefined when the answer names none. */
export function sidIn(body: unknown): string | undefined {
  const sid = (body as { sid?: unknown } | null | undefined)?.sid
  return typeof sid === 'string' && isSid(sid) ? sid : undefined
}

type Warn = (message: string) => void

/** Undefined when the answer is no call. */
export const callIn = (body: unknown, warn: Warn): CarrierCall | undefined =>
  Value.Check(CallResource, body) ? callOf(body, warn) : undefined

/** Undefined when the answer is no list of calls, or has one that cannot be read: it may be the one that is looked for. */
export function callsIn(body: unknown, warn: Warn): CarrierCall[] | undefined {
  if (!Value.Check(CallPage, body)) return undefined
  const calls = body.calls.map((it) => callOf(it, warn))
  return calls.every((it) => it !== undefined) ? calls : undefined
}

function callOf(resource: Static<typeof CallResource>, warn: Warn): CarrierCall | undefined {
  const { sid, from, to, duration, price, price_unit, date_created, start_time } = resource
  const status = statusOf(resource.status)
  if (!status) return undefined
  const micros = microUsdOf(price, price_unit)
  if (micros === undefined) warn('twilio names a price that is none in US dollars: what the call has cost is not known')
  return {
    sid,
    status,
    durationSeconds: secondsOf(duration ?? '') ?? null,
    priceMicroUsd: micros ?? null,
    from: from ?? '',
    to: to ?? '',
    createdAt: mailDate(date_created) ?? mailDate(start_time) ?? null,
    isSimulated: false,
  }
}
