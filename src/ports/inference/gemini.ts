import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Env } from '../../../schemas/env/index.ts'
import type { Adapter } from '../open.ts'
import { outbound } from '../outbound.ts'
import type { PortContext } from '../port.ts'
import { eventsOf } from './events.ts'
import { gather, refusedBy } from './gemini-answer.ts'
import { type Refuser, refusal, seldom } from './http-failure.ts'
import type { Ask, Inference } from './port.ts'
import { bounded, MAX_ANSWER_BYTES, type Speaker } from './protocol.ts'

const name = 'gemini'
const BASE_URL = 'https://generativelanguage.googleapis.com'
/** What a model may think before it answers. Gemini counts thoughts as output: without it they would eat up the answer. */
const THOUGHT_TOKENS = 1_024

const Trouble = Type.Object({ error: Type.Object({ code: Type.Integer() }) })

export const gemini: Adapter<Inference> = {
  name,
  needs: ['GEMINI_API_KEY'],
  open: (env, context) => {
    const who: Refuser = {
      name,
      key: 'GEMINI_API_KEY',
      unknown: 'does not know the model, which may be retired: see GEMINI_TEXT_MODEL',
      warn: seldom(context),
    }
    return bounded(speaker(env, poster(env, who, context), who))
  },
}

type Method = 'generateContent' | 'streamGenerateContent?alt=sse'
type Post = (method: Method, ask: Ask, signal: AbortSignal) => Promise<Response>

/** Sends what is asked. Resolves to a success, throws anything else. */
function poster(env: Env, who: Refuser, { clock }: PortContext): Post {
  const request = outbound(MAX_ANSWER_BYTES)
  const headers = { 'x-goog-api-key': env.GEMINI_API_KEY as string, 'content-type': 'application/json' }
  const base = (env.GEMINI_BASE_URL ?? BASE_URL).replace(/\/+$/, '')
  const model = env.GEMINI_TEXT_MODEL
  const resource = (model.includes('/') ? model : `models/${model}`).split('/').map(encodeURIComponent).join('/')
  return async (method, ask, signal) => {
    const body = JSON.stringify(bodyOf(model, ask))
    const response = await request(`${base}/v1beta/${resource}:${method}`, { method: 'POST', headers, body, signal })
    if (!response.ok) throw await refusedBy(who, response, clock.now().getTime())
    return response
  }
}

function speaker(env: Env, post: Post, who: Refuser): Speaker {
  const about = { name, askedModel: env.GEMINI_TEXT_MODEL, price: env.GEMINI_TEXT_PRICE_MICRO_USD }
  return {
    name,
    takes: ({ messages }) => messages.some(({ role }) => role !== 'system'),
    async complete(ask, signal) {
      const response = await post('generateContent', ask, signal)
      const whole = gather(about, ask)
      whole.hear(await response.json())
      return whole.end()
    },
    async *stream(ask, signal) {
      const response = await post('streamGenerateContent?alt=sse', ask, signal)
      const whole = gather(about, ask)
      for await (const data of eventsOf(response)) {
        const text = whole.hear(inTheMiddle(who, JSON.parse(data)))
        if (text) yield { kind: 'text', text }
      }
      yield { kind: 'end', completion: whole.end() }
    },
  }
}

/** A stream that has begun reports trouble as an event. */
function inTheMiddle(who: Refuser, event: unknown) {
  if (Value.Check(Trouble, event)) throw refusal(who, event.error.code)
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

/** `LOW` is the least that each model since Gemini 3 accepts; those before refuse a request that names a level. */
const thinkingOf = (model: string) =>
  /^(models\/)?gemini-([3-9]|\d\d)/.test(model) ? { thinkingConfig: { thinkingLevel: 'LOW' } } : {}
