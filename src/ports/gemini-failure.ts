import { type Static, Type } from '@sinclair/typebox'
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

/**
 * Pause after the daily quota is used up. It is reset at midnight in California, or raised by hand: one call per hour
 * notices.
 */
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

export const SafetyRatings = Type.Optional(
  Type.Array(Type.Object({ category: maybeString, blocked: Type.Optional(Type.Boolean()) })),
)

/** Reasons of Gemini's content filters, and our words for them. */
const categories = new Map([
  ['SAFETY', 'safety'],
  ['IMAGE_SAFETY', 'safety'],
  ['MODEL_ARMOR', 'safety'],
  ['JAILBREAK', 'safety'],
  ['PROHIBITED_CONTENT', 'prohibited'],
  ['IMAGE_PROHIBITED_CONTENT', 'prohibited'],
  ['BLOCKLIST', 'prohibited'],
  ['SPII', 'personal_data'],
  ['RECITATION', 'recitation'],
  ['LANGUAGE', 'language'],
])

/** Parts of the names of Gemini's harm categories, such as HARM_CATEGORY_SEXUALLY_EXPLICIT. */
const harms = ['sexual', 'violence', 'dangerous', 'harassment', 'hate']

interface Stopped {
  blockReason?: string | undefined
  finishReason?: string | undefined
  ratings?: Static<typeof SafetyRatings>
}

/** Category of what a content filter stopped; undefined when none did. */
export function categoryOf({ blockReason, finishReason = '', ratings = [] }: Stopped): string | undefined {
  // A reason to block is always a filter's, also one that is new to us; an answer can end for other reasons.
  const category = blockReason ? (categories.get(blockReason) ?? 'other') : categories.get(finishReason)
  const harm = ratings.find((it) => it.blocked)?.category?.toLowerCase()
  return category === 'safety' ? (harms.find((it) => harm?.includes(it)) ?? category) : category
}
