import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Env } from '../../../schemas/env/index.ts'
import { type Gemini, geminiApi } from '../gemini-http.ts'
import { type Provider, toFailure } from '../http-failure.ts'
import type { Adapter } from '../port.ts'
import { lostAnswer, mostUsage } from './completion.ts'
import { withDeadline } from './deadline.ts'
import { eventsOf } from './events.ts'
import { collect } from './gemini-answer.ts'
import type { Ask, Inference } from './port.ts'
import { MAX_ANSWER_BYTES, type Protocol } from './protocol.ts'

const name = 'gemini'
/** Tokens of thinking before the answer. Gemini counts them as output: without them the answer would be cut off. */
const THOUGHT_TOKENS = 1_024

const ErrorEvent = Type.Object({ error: Type.Object({ code: Type.Integer() }) })

export const gemini: Adapter<Inference> = {
  name,
  needs: ['GEMINI_API_KEY'],
  open: (env, context) => {
    const api = geminiApi(env, context, { variable: 'GEMINI_TEXT_MODEL', maxAnswerBytes: MAX_ANSWER_BYTES })
    return withDeadline(protocolOf(env, api), context.clock)
  },
}

const most = (ask: Ask) => mostUsage({ ...ask, maxTokens: ask.maxTokens + THOUGHT_TOKENS })

function protocolOf(env: Env, { provider, post }: Gemini): Protocol {
  const model = env.GEMINI_TEXT_MODEL
  const about = { name, askedModel: model }
  return {
    name,
    model,
    supports: ({ messages }) => messages.some(({ role }) => role !== 'system'),
    mostUsage: most,
    async complete(ask, signal) {
      const response = await post('generateContent', bodyOf(model, ask), signal)
      const collected = collect(about, ask)
      collected.push(JSON.parse(await response.text().catch(lostAnswer(name, most(ask)))))
      return collected.finish()
    },
    async *stream(ask, signal) {
      const response = await post('streamGenerateContent?alt=sse', bodyOf(model, ask), signal)
      const collected = collect(about, ask)
      for await (const data of eventsOf(response)) {
        const text = collected.push(withoutError(provider, JSON.parse(data)))
        if (text) yield { kind: 'text', text, usage: collected.usage() }
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
