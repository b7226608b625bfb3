import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { outboundFailure } from '../deadline.ts'
import { badResponse } from '../failure.ts'
import { modelNameOf } from '../model-name.ts'
import type { TokenUsage } from '../usage.ts'
import type { Ask, Completion } from './port.ts'

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
}

/** The completion of an answer. Throws when its text is empty. */
export function completionOf(answered: Answered): Completion {
  const { name, text, model, askedModel } = answered
  const usage = usageOf(answered)
  if (text.trim() === '') throw badResponse(name, 'answers nothing', { usage })
  return { text, model: modelNameOf(model, askedModel), usage }
}

const estimate = (text: string) => Math.ceil(text.length / 4)

/** What an answer used, usable or not. */
export const usageOf = ({ counted, asked, text }: Pick<Answered, 'counted' | 'asked' | 'text'>): TokenUsage =>
  Value.Check(Counted, counted)
    ? { inputTokens: counted.inputTokens, outputTokens: counted.outputTokens, estimated: false }
    : { inputTokens: estimate(asked), outputTokens: estimate(text), estimated: true }

/** Bytes of a token where there are few: three in most scripts, about four in English. */
const LEAST_BYTES_PER_TOKEN = 3
/** Tokens that a service puts around each message. */
const TOKENS_PER_MESSAGE = 8

/** The most that an answer may use: the schema and the members are sent as text too. */
export function mostUsage({ messages, schema, fields, maxTokens }: Ask): TokenUsage {
  const sent = Buffer.byteLength(JSON.stringify([messages, schema, fields]))
  const inputTokens = Math.ceil(sent / LEAST_BYTES_PER_TOKEN) + messages.length * TOKENS_PER_MESSAGE
  return { inputTokens, outputTokens: maxTokens, estimated: true }
}

/** A service answers when it has written: an answer that is lost on its way is paid. Its length is unknown. */
export const lostAnswer = (name: string, most: TokenUsage) => (error: unknown) => {
  throw outboundFailure(name, error, { usage: most })
}
