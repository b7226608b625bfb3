import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type Provider, retryAfterMs, toFailure, withinADay } from './http-failure.ts'

const maybeString = Type.Optional(Type.String())
const Detail = Type.Object({
  reason: maybeString,
  retryDelay: maybeString,
  violations: Type.Optional(Type.Array(Type.Object({ quotaId: maybeString }))),
})
const Refusal = Type.Object({
  error: Type.Object({ message: maybeString, details: Type.Optional(Type.Array(Detail)) }),
})

/** Pause after the daily quota is used up. It is reset at midnight in California, or raised by hand: one call per hour notices. */
const DAY_QUOTA_REST_MS = 3_600_000

/** `ProviderFailure` for an answer of Gemini with an error status. */
export async function failureOf(provider: Provider, response: Response, now: number) {
  // Without a readable body, the status alone decides.
  const body: unknown = await response.json().catch(() => undefined)
  const { message = '', details = [] } = Value.Check(Refusal, body) ? body.error : {}
  const isKey = details.some(({ reason }) => reason === 'API_KEY_INVALID') || /API key/i.test(message)
  const isDay = details.some(({ violations }) => violations?.some(({ quotaId }) => quotaId?.includes('PerDay')))
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(details.find((it) => it.retryDelay)?.retryDelay ?? '') ?? []
  const retryMs = seconds ? withinADay(Number(seconds) * 1_000) : retryAfterMs(response.headers.get('retry-after'), now)
  const restMs = isDay ? Math.max(retryMs ?? 0, DAY_QUOTA_REST_MS) : retryMs
  return toFailure(provider, response.status, { isKey: response.status === 400 && isKey, retryAfterMs: restMs })
}
