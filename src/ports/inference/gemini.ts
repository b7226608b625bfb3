import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Env } from '../../../schemas/env/index.ts'
import { outbound } from '../outbound.ts'
import type { Adapter, PortContext } from '../port.ts'
import { withDeadline } from './deadline.ts'
import { eventsOf } from './events.ts'
import { collect, failureOf } from './gemini-answer.ts'
import { type Provider, toFailure, warnOncePerMinute } from './http-failure.ts'
import type { Ask, Inference } from './port.ts'
import { MAX_ANSWER_BYTES, type Protocol } from './protocol.ts'

const name = 'gemini'
const BASE_URL = 'https://generativelanguage.googleapis.com'
/** Tokens of thinking before the answer. Gemini counts them as output: without them the answer would be cut off. */
const THOUGHT_TOKENS = 1_024

const ErrorEvent = Type.Object({ error: Type.Object({ code: Type.Integer() }) })

export const gemini: Adapter<Inference> = {
  name,
  needs: ['GEMINI_API_KEY'],
  open: (env, context) => {
    const provider: Provider = {
      name,
      key: 'GEMINI_API_KEY',
      unknown: 'does not know the model, which may be retired: see GEMINI_TEXT_MODEL',
      warn: warnOncePerMinute(context),
    }
    return withDeadline(protocolOf(env, poster(env, provider, context), provider), context.clock)
  },
}

type Method = 'generateContent' | 'streamGenerateContent?alt=sse'
type Post = (method: Method, ask: Ask, signal: AbortSignal) => Promise<Response>

/** Sends one request. Resolves to a success, throws `InferenceFailure` for every other status. */
function poster(env: Env, provider: Provider, { clock }: PortContext): Post {
  const request = outbound(MAX_ANSWER_BYTES)
  const headers = { 'x-goog-api-key': env.GEMINI_API_KEY as string, 'content-type': 'application/json' }
  const base = (env.GEMINI_BASE_URL ?? BASE_URL).replace(/\/+$/, '')
  const model = env.GEMINI_TEXT_MODEL
  const resource = (model.includes('/') ? model : `models/${model}`).split('/').map(encodeURIComponent).join('/')
  return async (method, ask, signal) => {
    const body = JSON.stringify(bodyOf(model, ask))
    const response = await request(`${base}/v1beta/${resource}:${method}`, { method: 'POST', headers, body, signal })
    if (!response.ok) throw await failureOf(provider, response, clock.now().getTime())
    return response
  }
}

function protocolOf(env: Env, post: Post, provider: Provider): Protocol {
  const about = { name, askedModel: env.GEMINI_TEXT_MODEL, price: env.GEMINI_TEXT_PRICE_MICRO_USD }
  return {
    name,
    model: env.GEMINI_TEXT_MODEL,
    supports: ({ messages }) => messages.some(({ role }) => role !== 'system'),
    async complete(ask, signal) {
      const response = await post('generateContent', ask, signal)
      const collected = collect(about, ask)
      collected.push(await response.json())
      return collected.finish()
    },
    async *stream(ask, signal) {
      const response = await post('streamGenerateContent?alt=sse', ask, signal)
      const collected = collect(about, ask)
      for await (const data of eventsOf(response)) {
        const text = collected.push(withoutError(provider, JSON.parse(data)))
        if (text) yield { kind: 'text', text, costMicroUsd: collected.cost() }
      }
      yield { kind: 'end', completion: collected.finish() }
    },
  }
}

/** After a stream has begun, Gemini sends an error as an event. */
function withoutError(provider: Provider, event: unknown) {
  if (Value.Check(ErrorEvent, event)) throw toFailure(provider, event.error.code)
  return event
}

function bodyOf(model: string, { messages, schema, maxTokens }: Ask) {
  const instructions = messages.filter(({ role }) => role === 'system').map(({ content }) => ({ text: content }))
  return {
    contents: messages
      .filter(({ role }) => role !== 'system')
      .map(({ role, content }) => ({ role: role === 'assistant' ? 'model' : 'user', parts: [{ text: content }] })),
    ...(instructions.length > 0 && { systemInstruction: { parts: instructions } }),
    generationConfig: {
      maxOutputTokens: maxTokens + THOUGHT_TOKENS,
      ...thinkingOf(model),
      ...(schema && { responseMimeType: 'application/json', responseJsonSchema: schema.schema }),
    },
  }
}

/** `LOW` is the lowest level that every model since Gemini 3 accepts; older models refuse a request with a level. */
const thinkingOf = (model: string) =>
  /^(models\/)?gemini-([3-9]|\d\d)/.test(model) ? { thinkingConfig: { thinkingLevel: 'LOW' } } : {}
