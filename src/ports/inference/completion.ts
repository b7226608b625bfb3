import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { badResponse } from './call.ts'
import type { Completion, Usage } from './port.ts'

/** More than any call of ours: a count beyond it is as wrong as a negative one, and would spoil the sum of what was spent. */
const Tokens = Type.Integer({ minimum: 0, maximum: 4_000_000 })
const Counted = Type.Object({ inputTokens: Tokens, outputTokens: Tokens })

export interface Answered {
  /** Who was asked, for the message when there is no text. */
  name: string
  /** What went out, for the estimate. */
  asked: string
  text: string
  /** What the provider calls its model, if it says so. */
  model: string | undefined
  /** What was configured. */
  askedModel: string
  /** What the provider counted, if it did. */
  counted: { inputTokens?: unknown; outputTokens?: unknown } | undefined
  /** Millionths of a US dollar for a million tokens. */
  price: number
}

/** Puts an answer together. Throws when there is none. */
export function completionOf(answered: Answered): Completion {
  const { name, text, model, askedModel, price } = answered
  if (text.trim() === '') throw badResponse(name, 'answers nothing')
  const usage = usageOf(answered)
  return {
    text,
    model: model && model.length <= 200 ? model : askedModel,
    usage,
    costMicroUsd: Math.ceil(((usage.inputTokens + usage.outputTokens) * price) / 1_000_000),
  }
}

const estimate = (text: string) => Math.ceil(text.length / 4)

const usageOf = ({ counted, asked, text }: Answered): Usage =>
  Value.Check(Counted, counted)
    ? { inputTokens: counted.inputTokens, outputTokens: counted.outputTokens, estimated: false }
    : { inputTokens: estimate(asked), outputTokens: estimate(text), estimated: true }
