import { circuitBreaker, type Verdict } from '../breaker.ts'
import { warnOncePerMinute } from '../http-failure.ts'
import type { Adapter } from '../port.ts'
import { type CarrierCall, checkDial, type Dial, type Telephony, TelephonyFailure } from './port.ts'
import { isSignedBy } from './signature.ts'
import { callIn, callsIn, dialForm, sidIn } from './twilio-calls.ts'
import { eventOf, isSid } from './twilio-form.ts'
import { Abandoned, askTwilio, type TwilioAnswer, type TwilioRequest } from './twilio-http.ts'
import { failureOf, isOver, isUnknownCall } from './twilio-refusal.ts'
import { twimlAt } from './twiml.ts'

/** How far the carrier's clock may be behind ours. */
const SKEW_MS = 60_000
/** More than there are calls to one number in the minutes after a dial. */
const PAGE_CALLS = '100'

export const twilio: Adapter<Telephony> = {
  name: 'twilio',
  needs: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM_NUMBER', 'PUBLIC_URL'],
  shared: ['PUBLIC_URL'],
  open(env, context) {
    const warn = warnOncePerMinute(context)
    const ask = askTwilio(env, context, warn)
    const base = (env.PUBLIC_URL as string).replace(/\/+$/, '')
    const from = env.TWILIO_FROM_NUMBER as string
    const accountSid = env.TWILIO_ACCOUNT_SID as string
    const tokens = [env.TWILIO_AUTH_TOKEN, env.TWILIO_AUTH_TOKEN_PREVIOUS].filter((it) => it !== undefined)
    const { run, state } = circuitBreaker({
      name: 'telephony: twilio',
      elapsed: context.clock.elapsed,
      warn,
      judge,
      refuse: (retryAfterMs) =>
        new TelephonyFailure('unavailable', 'twilio is not called because it kept failing', { retryAfterMs }),
    })

    async function make(dial: Dial) {
      const answer = await ask({ path: '/Calls.json', form: dialForm(dial, from, base), signal: dial.signal })
      if (!answer.ok) throw failureOf(answer, warn)
      const sid = sidIn(answer.body)
      if (sid === undefined) throw new TelephonyFailure('ambiguous', 'twilio accepts a call without naming it')
      return { sid }
    }

    /** What is no dial may simply be asked again: it failed, whatever the carrier has done. */
    const askAbout = (request: TwilioRequest): Promise<TwilioAnswer> =>
      ask(request).catch((error: TelephonyFailure) => {
        throw unavailable(error)
      })

    return {
      name: 'twilio',
      async dial(dial) {
        checkDial(dial)
        return run(() => make(dial), dial.signal)
      },
      async hangUp(sid) {
        if (!isSid(sid)) return false
        // Also ends one that has not been answered.
        const answer = await askAbout({
          path: `/Calls/${sid}.json`,
          form: new URLSearchParams({ Status: 'completed' }),
        })
        if (answer.ok || isOver(answer)) return true
        if (isUnknownCall(answer)) return false
        throw unavailable(failureOf(answer, warn))
      },
      async find(sid) {
        if (!isSid(sid)) return undefined
        const answer = await askAbout({ path: `/Calls/${sid}.json` })
        if (isUnknownCall(answer)) return undefined
        return read(answer, (body) => callIn(body, warn))
      },
      async listSince({ to, since }) {
        const answer = await askAbout({ path: '/Calls.json', query: { To: to, From: from, PageSize: PAGE_CALLS } })
        const calls: CarrierCall[] = read(answer, (body) => callsIn(body, warn))
        const earliest = since.getTime() - SKEW_MS
        return calls.filter(({ createdAt }) => createdAt === null || createdAt.getTime() >= earliest)
      },
      isSigned: (request) => isSignedBy({ base, tokens }, request),
      readEvent: (form) => eventOf(form, { accountSid, now: context.clock.now() }),
      ...twimlAt(base),
      // Its events come to the paths.
      onEvent() {},
      state,
    }

    function read<T>(answer: TwilioAnswer, reader: (body: unknown) => T | undefined): T {
      if (!answer.ok) throw unavailable(failureOf(answer, warn))
      const value = reader(answer.body)
      if (value === undefined) throw new TelephonyFailure('unavailable', 'twilio answers in another form')
      return value
    }
  },
}

const unavailable = ({ message, retryAfterMs }: TelephonyFailure) =>
  new TelephonyFailure('unavailable', message, { retryAfterMs })

function judge(error: unknown): Verdict {
  if (!(error instanceof TelephonyFailure)) return { failure: 'fault' }
  if (error instanceof Abandoned) return 'nothing'
  // A carrier that declines one call makes others.
  return error.kind === 'rejected' ? 'works' : { failure: error.kind, retryAfterMs: error.retryAfterMs }
}
