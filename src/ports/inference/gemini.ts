import type { GenerateContentParameters, ThinkingLevel } from '@google/genai/web'
import type { Env } from '../../../schemas/env/index.ts'
import type { Adapter } from '../open.ts'
import { outbound } from '../outbound.ts'
import { gather, refusedBy } from './gemini-answer.ts'
import { type Refuser, refusal, seldom } from './http-failure.ts'
import { type Ask, type Inference, type InferenceContext, InferenceFailure } from './port.ts'
import { bounded, MAX_ANSWER_BYTES, type Speaker } from './protocol.ts'

const name = 'gemini'
/** What a model may think before it answers. Gemini counts thoughts as output: without it they would eat up the answer. */
const THOUGHT_TOKENS = 1_024

export const gemini: Adapter<Inference, InferenceContext> = {
  name,
  needs: ['GEMINI_API_KEY'],
  async open(env, context) {
    const who: Refuser = {
      name,
      key: 'GEMINI_API_KEY',
      unknown: 'does not know the model, which may be retired: see GEMINI_TEXT_MODEL',
      warn: seldom(context),
    }
    return bounded(speaker(env, await connect(env, who, context), who))
  },
}

/** Its build for browsers: the other one reads keys and addresses from the environment, prints, and loads three times as much. */
async function connect(env: Env, who: Refuser, { now }: InferenceContext) {
  const { GoogleGenAI } = await import('@google/genai/web')
  const request = outbound(MAX_ANSWER_BYTES)
  const baseUrl = env.GEMINI_BASE_URL?.replace(/\/+$/, '')
  const { models } = new GoogleGenAI({
    apiKey: env.GEMINI_API_KEY as string,
    httpOptions: {
      // The SDK's default moves from one major version to the next.
      apiVersion: 'v1beta',
      ...(baseUrl && { baseUrl }),
      // Refusals are told here: the SDK's error is a text that quotes the body.
      fetch: async (...args: Parameters<typeof fetch>) => {
        const response = await request(...args)
        if (!response.ok) throw await refusedBy(who, response, now())
        return response
      },
    },
  })
  return models
}

function speaker(env: Env, models: Awaited<ReturnType<typeof connect>>, who: Refuser): Speaker {
  const model = env.GEMINI_TEXT_MODEL
  const about = { name, askedModel: model, price: env.GEMINI_TEXT_PRICE_MICRO_USD }
  return {
    name,
    takes: ({ messages }) => messages.some(({ role }) => role !== 'system'),
    async complete(ask, signal) {
      const whole = gather(about, ask)
      whole.hear(await models.generateContent(paramsOf(model, ask, signal)))
      return whole.end()
    },
    async *stream(ask, signal) {
      const whole = gather(about, ask)
      try {
        for await (const answer of await models.generateContentStream(paramsOf(model, ask, signal))) {
          const text = whole.hear(answer)
          if (text) yield { kind: 'text', text }
        }
      } catch (error) {
        throw inTheMiddle(who, error)
      }
      yield { kind: 'end', completion: whole.end() }
    },
  }
}

/** A stream that has begun reports trouble as an event; the SDK makes an error with a status of it. */
function inTheMiddle(who: Refuser, error: unknown) {
  const { status } = error as { status?: unknown }
  return !(error instanceof InferenceFailure) && typeof status === 'number' ? refusal(who, status) : error
}

function paramsOf(model: string, { messages, schema, maxTokens }: Ask, signal: AbortSignal): GenerateContentParameters {
  const instructions = messages.filter(({ role }) => role === 'system').map(({ content }) => ({ text: content }))
  return {
    model,
    contents: messages
      .filter(({ role }) => role !== 'system')
      .map(({ role, content }) => ({ role: role === 'assistant' ? 'model' : 'user', parts: [{ text: content }] })),
    config: {
      abortSignal: signal,
      maxOutputTokens: maxTokens + THOUGHT_TOKENS,
      ...(instructions.length > 0 && { systemInstruction: { parts: instructions } }),
      ...thinkingOf(model),
      ...(schema && { responseMimeType: 'application/json', responseJsonSchema: schema.schema }),
    },
  }
}

/** `LOW` is the least that each model since Gemini 3 accepts; those before refuse a request that names a level. */
const thinkingOf = (model: string) =>
  /^gemini-([3-9]|\d\d)/.test(model) ? { thinkingConfig: { thinkingLevel: 'LOW' as ThinkingLevel } } : {}
