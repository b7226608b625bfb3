import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { badResponse } from '../failure.ts'
import { modelNameOf } from '../model-name.ts'
import type { Completion, Usage } from './port.ts'

/** Valid token counts: a larger or negative one is a fault of the provider and would distort the sum of costs. */
const Tokens = Type.Integer({ minimum: 0, maximum: 4_000_000 })
const Counted = Type.Object({ inputTokens: Tokens, outputTokens: Tokens })

export interface Answered {
  /** The provider's name, for the error when there is no text. */
  name: string
  /** The text of the request, for the estimate. */
  asked: string
  text: string
  /** Name of the model in the answer, if present. */
  model: string | undefined
  /** The configured model. */
  askedModel: string
  /** The tokens that the provider counted, if it did. */
  counted: { inputTokens?: unknown; outputTokens?: unknown } | undefined
  /** Millionths of a US dollar for a million tokens. */
  price: number
}

/** The completion of an answer. Throws when its text is empty. */
export function completionOf(answered: Answered): Completion {
  const { name, text, model, askedModel } = answered
  const usage = usageOf(answered)
  const costMicroUsd = costOf(answered)
  if (text.trim() === '') throw badResponse(name, 'answers nothing', { costMicroUsd })
  return { text, model: modelNameOf(model, askedModel), usage, costMicroUsd }
}

/** The cost of an answer, usable or not, in millionths of a US dollar, rounded up. */
export function costOf(answered: Answered): number {
  const { inputTokens, outputTokens } = usageOf(answered)
  return Math.ceil(((inputTokens + outputTokens) * answered.price) / 1_000_000)
}

const estimate = (text: string) => Math.ceil(text.length / 4)

const usageOf = ({ counted, asked, text }: Answered): Usage =>
  Value.Check(Counted, counted)
    ? { inputTokens: counted.inputTokens, outputTokens: counted.outputTokens, estimated: false }
    : { inputTokens: estimate(asked), outputTokens: estimate(text), estimated: true }
