import type { AnsweredBy, CallEvent, CarrierStatus, Form, SignedForm } from './port.ts'

const statuses = new Map<string, CarrierStatus>([
  ['queued', 'initiated'],
  ['initiated', 'initiated'],
  ['ringing', 'ringing'],
  ['in-progress', 'in_progress'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['failed', 'failed'],
  ['no-answer', 'no_answer'],
  ['canceled', 'cancelled'],
])

export const statusOf = (word: string) => statuses.get(word)

export const isSid = (text: string) => /^CA[0-9a-f]{32}$/i.test(text)

/** Seconds of a call as digits; undefined for anything else. A call lasts a day at most. */
export const secondsOf = (text: string) => (/^\d{1,5}$/.test(text) ? Number(text) : undefined)

function answeredByOf(word: string): AnsweredBy {
  if (word === 'human' || word === 'fax') return word
  return word.startsWith('machine_') ? 'machine' : 'unknown'
}

/** The only value of a name; an empty text when it is missing or came twice. */
const one = (form: Form, name: string) => {
  const value = Object.hasOwn(form, name) ? form[name] : ''
  return typeof value === 'string' ? value : ''
}

interface Reader {
  accountSid: string
  now: Date
}

/**
 * The event in a form of Twilio's. Those of the status have a number each. The one that asks what to do, and the one
 * that says who answered, have none: there is one of each.
 */
export function eventOf({ about, form, call_id }: SignedForm, { accountSid, now }: Reader): CallEvent | undefined {
  const sid = one(form, 'CallSid')
  if (one(form, 'AccountSid') !== accountSid || !isSid(sid)) return undefined
  const answeredBy = one(form, 'AnsweredBy')
  const base = {
    sid,
    call_id,
    ...(answeredBy && { answeredBy: answeredByOf(answeredBy) }),
    at: mailDate(one(form, 'Timestamp')) ?? now,
  }
  const status = statusOf(one(form, 'CallStatus'))
  if (about === 'status') return status && ofProgress(form, { ...base, status })
  if (about === 'answer') return status && { ...base, source: 'answer', sequence: 0, status }
  return base.answeredBy && { ...base, source: 'amd', sequence: 0, status: status ?? 'in_progress' }
}

function ofProgress(form: Form, event: Omit<CallEvent, 'source' | 'sequence'>): CallEvent | undefined {
  const sequence = one(form, 'SequenceNumber')
  const source = one(form, 'CallbackSource') || 'call-progress-events'
  if (!/^\d{1,9}$/.test(sequence) || !/^[a-z][a-z-]{0,39}$/.test(source)) return undefined
  const durationSeconds = secondsOf(one(form, 'CallDuration'))
  return { ...event, source, sequence: Number(sequence), ...(durationSeconds !== undefined && { durationSeconds }) }
}

/** A date as in mail (RFC 2822): `Date.parse` finds one in almost any text. */
export const mailDate = (text: string | null | undefined) => {
  const at = text && /^[A-Z][a-z]{2}, \d/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : new Date(at)
}
