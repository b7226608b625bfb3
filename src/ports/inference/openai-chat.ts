import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { badResponse, blocked, ProviderFailure } from '../failure.ts'
import { completionOf, lostAnswer, mostUsage, usageOf } from './completion.ts'
import { eventsOf } from './events.ts'
import type { Ask } from './port.ts'
import type { Protocol, Service } from './protocol.ts'

const maybe = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))
const Content = Type.Object({ content: maybe(Type.String()), refusal: maybe(Type.String()) })
const about = {
  model: maybe(Type.String()),
  usage: maybe(
    Type.Object({ prompt_tokens: Type.Optional(Type.Unknown()), completion_tokens: Type.Optional(Type.Unknown()) }),
  ),
}
const finish_reason = maybe(Type.String())
const Answer = Type.Object({
  ...about,
  choices: Type.Array(Type.Object({ message: Content, finish_reason }), { minItems: 1 }),
})
const Chunk = Type.Object({ ...about, choices: Type.Array(Type.Object({ delta: maybe(Content), finish_reason })) })
const Trouble = Type.Object({ error: Type.Object({}) })

/** Chat completions: the protocol of OpenAI that many services follow. */
export function openaiChat(service: Service): Protocol {
  const url = completionsOf(service.url)
  return {
    name: service.name,
    model: service.model,
    supports: () => true,
    mostUsage,
    async complete(ask, signal) {
      const response = await service.post(url, bodyOf(service, ask), signal)
      const text = await response.text().catch(lostAnswer(service.name, mostUsage(ask)))
      const answer = checked(service.name, Answer, text)
      const collected = collect(service, ask)
      collected.push(answer, answer.choices[0]?.message, answer.choices[0]?.finish_reason)
      return collected.finish(true)
    },
    async *stream(ask, signal) {
      const body = { ...bodyOf(service, ask), stream: true, stream_options: { include_usage: true } }
      const response = await service.post(url, body, signal)
      const collected = collect(service, ask)
      let isDone = false
      for await (const data of eventsOf(response)) {
        isDone = data === '[DONE]'
        if (isDone) break
        const chunk = checked(service.name, Chunk, data)
        const text = collected.push(chunk, chunk.choices[0]?.delta, chunk.choices[0]?.finish_reason)
        if (text) yield { kind: 'text', text, usage: collected.usage() }
      }
      yield { kind: 'end', completion: collected.finish(isDone) }
    },
  }
}

function completionsOf(base: URL) {
  const url = new URL(base)
  const path = url.pathname.replace(/\/+$/, '')
  url.pathname = path.endsWith('/chat/completions') ? path : `${path}/chat/completions`
  return url
}

const bodyOf = ({ model }: Service, { messages, maxTokens, schema }: Ask) => ({
  model,
  messages: messages.map(({ role, content }) => ({ role, content })),
  max_tokens: maxTokens,
  ...(schema && { response_format: { type: 'json_schema', json_schema: { strict: true, ...schema } } }),
})

function checked<T extends TSchema>(name: string, schema: T, text: string): Static<T> {
  const value: unknown = JSON.parse(text)
  // After a stream has begun, an error can only be sent as an event.
  if (Value.Check(Trouble, value)) throw new ProviderFailure('unavailable', `${name} reports an error`)
  if (!Value.Check(schema, value)) throw badResponse(name, 'answers in another form')
  return value
}

/** Joins one answer, or the pieces of a stream; `finish` throws when the answer is incomplete. */
function collect({ name, model: askedModel }: Service, ask: Ask) {
  const asked = ask.messages.map(({ content }) => content).join('\n')
  let text = ''
  let model: string | undefined
  let counts: Static<typeof about.usage>
  let finish: string | undefined
  let isRefused = false
  const answered = () => {
    const counted = counts ? { inputTokens: counts.prompt_tokens, outputTokens: counts.completion_tokens } : undefined
    return { name, asked, text, model, askedModel, counted }
  }
  return {
    /** So far, before anything was counted. */
    usage: () => usageOf({ ...answered(), counted: undefined }),
    push(
      from: { model?: string | null; usage?: Static<typeof about.usage> },
      said?: Static<typeof Content> | null,
      finish_reason?: string | null,
    ) {
      model = from.model ?? model
      counts = from.usage ?? counts
      finish = finish_reason ?? finish
      isRefused ||= Boolean(said?.refusal)
      text += said?.content ?? ''
      return said?.content ?? ''
    },
    finish(isDone: boolean) {
      const usage = usageOf(answered())
      if (isRefused || finish === 'content_filter') throw blocked(name, { usage })
      if (finish === 'length')
        throw badResponse(name, 'was cut off at the limit of tokens', { usage, isAboutAsk: true })
      if (!isDone && finish === undefined) throw badResponse(name, 'ends in the middle', { usage })
      return completionOf(answered())
    },
  }
}
