import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { badResponse, blocked } from '../failure.ts'
import { categoryOf } from '../gemini-failure.ts'
import { completionOf, usageOf } from './completion.ts'
import type { Ask } from './port.ts'

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

/** Joins one answer, or the pieces of a stream; `finish` throws when the answer is incomplete. */
export function collect(about: { name: string; askedModel: string }, ask: Ask) {
  const { name } = about
  const asked = ask.messages.map(({ content }) => content).join('\n')
  let text = ''
  let last: Static<typeof Answer> = {}
  let finish: string | undefined
  let blockReason: string | undefined
  const answered = () => ({ ...about, asked, text, model: last.modelVersion, counted: countedBy(last.usageMetadata) })
  return {
    /** So far, before anything was counted. */
    usage: () => usageOf({ ...answered(), counted: undefined }),
    push(answer: unknown) {
      if (!Value.Check(Answer, answer)) throw badResponse(name, 'answers in another form')
      last = { ...last, ...defined(answer) }
      finish = answer.candidates?.[0]?.finishReason ?? finish
      blockReason ??= answer.promptFeedback?.blockReason
      const parts = answer.candidates?.[0]?.content?.parts ?? []
      const piece = parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join('')
      text += piece
      return piece
    },
    finish() {
      const usage = usageOf(answered())
      const category = categoryOf({ blockReason, finishReason: finish })
      if (category) throw blocked(name, { usage, category })
      if (finish === 'MAX_TOKENS')
        throw badResponse(name, 'was cut off at the limit of tokens', { usage, isAboutAsk: true })
      if (finish !== 'STOP') throw badResponse(name, 'ends in the middle', { usage })
      return completionOf(answered())
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
