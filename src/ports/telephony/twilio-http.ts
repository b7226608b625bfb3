import type { Env } from '../../../schemas/env/index.ts'
import { retryAfterMs } from '../http-failure.ts'
import { OutboundFailure, outbound } from '../outbound.ts'
import type { PortContext } from '../port.ts'
import { TelephonyFailure } from './port.ts'

const BASE_URL = 'https://api.twilio.com'
/** A page of a hundred calls has 150 kB. */
const MAX_ANSWER_BYTES = 1024 * 1024
/** More than a connection may take to be made (10 s): one that is not made is known to have sent nothing. */
const DEADLINE_MS = 15_000

export interface TwilioRequest {
  /** Below the account, such as `/Calls.json`. */
  path: string
  query?: Record<string, string>
  /** With it, the request is a POST. */
  form?: URLSearchParams
  signal?: AbortSignal | undefined
}

export interface TwilioAnswer {
  status: number
  ok: boolean
  /** Undefined when it is no JSON, or was cut off. */
  body: unknown
  retryAfterMs: number | undefined
}

/** An answer that did not come because its caller went: nothing that the carrier did. */
export class Abandoned extends TelephonyFailure {}

/** Sends one request, once. Rejects with `TelephonyFailure` when no answer came: `unavailable` if nothing was sent. */
export type AskTwilio = (request: TwilioRequest) => Promise<TwilioAnswer>

/**
 * Twilio's REST API, as far as calls need it: four requests with forms. Its own package brings axios, jsonwebtoken, qs
 * and more, keeps the key in the errors that it throws, and cannot be given another address.
 */
export function askTwilio(env: Env, { clock }: PortContext, warn: (message: string) => void): AskTwilio {
  const request = outbound(MAX_ANSWER_BYTES)
  const account = env.TWILIO_ACCOUNT_SID as string
  const credentials = Buffer.from(`${account}:${env.TWILIO_AUTH_TOKEN}`).toString('base64')
  const base = `${(env.TWILIO_BASE_URL ?? BASE_URL).replace(/\/+$/, '')}/2010-04-01/Accounts/${account}`

  async function send({ path, query = {}, form }: TwilioRequest, signal: AbortSignal): Promise<TwilioAnswer> {
    const url = `${base}${path}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''}`
    const response = await request(url, {
      method: form ? 'POST' : 'GET',
      headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
      ...(form && { body: form }),
      signal,
    })
    const { status, ok, headers } = response
    const text = await response.text()
    return {
      status,
      ok,
      body: parsed(text),
      retryAfterMs: retryAfterMs(headers.get('retry-after'), clock.now().getTime()),
    }
  }

  return async (asked) => {
    asked.signal?.throwIfAborted()
    const ending = new AbortController()
    const leave = () => ending.abort()
    asked.signal?.addEventListener('abort', leave, { once: true })
    let isLate = false
    clock.sleep(DEADLINE_MS, ending.signal).then(
      () => {
        isLate = true
        ending.abort()
      },
      () => {},
    )
    try {
      return await send(asked, ending.signal)
    } catch (error) {
      if (isLate) throw new TelephonyFailure('ambiguous', `twilio did not answer within ${DEADLINE_MS} ms`)
      if (asked.signal?.aborted) throw new Abandoned('ambiguous', 'the caller went before twilio answered')
      throw failureOf(error, warn)
    } finally {
      asked.signal?.removeEventListener('abort', leave)
      ending.abort()
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Errors of libraries may contain the key, the address or the answer, so their messages are not passed on. */
function failureOf(error: unknown, warn: (message: string) => void): TelephonyFailure {
  if (!(error instanceof OutboundFailure)) return new TelephonyFailure('ambiguous', 'twilio cannot be understood')
  if (error.isUnsent) return new TelephonyFailure('unavailable', 'twilio cannot be reached')
  if (error.trouble === 'too_large') return new TelephonyFailure('ambiguous', 'twilio sends too much')
  if (error.trouble === 'network') return new TelephonyFailure('ambiguous', 'the connection to twilio was lost')
  // Its API redirects no request: this is a proxy before it, which has passed nothing on.
  warn('twilio answers with a redirect: see TWILIO_BASE_URL')
  return new TelephonyFailure('unavailable', 'twilio answers with a redirect')
}
