import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { completionOf, costOf } from './completion.ts'
import { type Refuser, refusal, retryAfterMs, withinADay } from './http-failure.ts'
import type { Ask } from './port.ts'
import { badResponse, blocked } from './protocol.ts'

const maybeString = Type.Optional(Type.String())
const Candidate = Type.Object({
  content: Type.Optional(
    Type.Object({
      parts: Type.Optional(Type.Array(Type.Object({ text: maybeString, thought: Type.Optional(Type.Boolean()) }))),
    }),
  ),
  finishReason: maybeString,
})
const Answer = Type.Object({
  candidates: Type.Optional(Type.Array(Candidate)),
  promptFeedback: Type.Optional(Type.Object({ blockReason: maybeString })),
  modelVersion: maybeString,
  usageMetadata: Type.Optional(Type.Object({})),
})
const Counts = Type.Object({
  promptTokenCount: Type.Number(),
  candidatesTokenCount: Type.Optional(Type.Number()),
  thoughtsTokenCount: Type.Optional(Type.Number()),
})

/** How an answer ends that its filters stopped; every other end but STOP is no answer either. */
const stopped = ['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'MODEL_ARMOR']

/** Puts answers together, one or those of a stream, and knows at their end whether they are one. */
export function gather(about: { name: string; askedModel: string; price: number }, ask: Ask) {
  const { name } = about
  const asked = ask.messages.map(({ content }) => content).join('\n')
  let text = ''
  let last: Static<typeof Answer> = {}
  let finish: string | undefined
  let isBlocked = false
  return {
    hear(answer: unknown) {
      if (!Value.Check(Answer, answer)) throw badResponse(name, 'answers in another form')
      last = { ...last, ...defined(answer) }
      finish = answer.candidates?.[0]?.finishReason ?? finish
      isBlocked ||= answer.promptFeedback?.blockReason !== undefined
      const parts = answer.candidates?.[0]?.content?.parts ?? []
      const piece = parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join('')
      text += piece
      return piece
    },
    end() {
      const answered = { ...about, asked, text, model: last.modelVersion, counted: countedBy(last.usageMetadata) }
      const costMicroUsd = costOf(answered)
      if (isBlocked || stopped.includes(finish ?? '')) throw blocked(name, { costMicroUsd })
      if (finish === 'MAX_TOKENS')
        throw badResponse(name, 'was cut off at the limit of tokens', { costMicroUsd, isAboutAsk: true })
      if (finish !== 'STOP') throw badResponse(name, 'ends in the middle', { costMicroUsd })
      return completionOf(answered)
    },
  }
}

const defined = ({ modelVersion, usageMetadata }: Static<typeof Answer>) => ({
  ...(modelVersion && { modelVersion }),
  ...(usageMetadata && { usageMetadata }),
})

function countedBy(usage: unknown) {
  if (!Value.Check(Counts, usage)) return
  // Thoughts are paid as output.
  const outputTokens = (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0)
  return { inputTokens: usage.promptTokenCount, outputTokens }
}

const Detail = Type.Object({
  reason: maybeString,
  retryDelay: maybeString,
  violations: Type.Optional(Type.Array(Type.Object({ quotaId: maybeString }))),
})
const Refusal = Type.Object({
  error: Type.Object({ message: maybeString, details: Type.Optional(Type.Array(Detail)) }),
})

/** A day's quota ends at midnight in California, or when it is raised: asked once an hour, neither is missed by much. */
const DAY_QUOTA_REST_MS = 3_600_000

/** What an answer other than a success means. */
export async function refusedBy(who: Refuser, response: Response, now: number) {
  // The status alone tells enough when its body is cut off, too large, or no JSON.
  const body: unknown = await response.json().catch(() => undefined)
  const { message = '', details = [] } = Value.Check(Refusal, body) ? body.error : {}
  const isKey = details.some(({ reason }) => reason === 'API_KEY_INVALID') || /API key/i.test(message)
  const isDay = details.some(({ violations }) => violations?.some(({ quotaId }) => quotaId?.includes('PerDay')))
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(details.find((it) => it.retryDelay)?.retryDelay ?? '') ?? []
  const told = seconds ? withinADay(Number(seconds) * 1_000) : retryAfterMs(response.headers.get('retry-after'), now)
  const restMs = isDay ? Math.max(told ?? 0, DAY_QUOTA_REST_MS) : told
  return refusal(who, response.status, { isKey: response.status === 400 && isKey, retryAfterMs: restMs })
}
