import { Type } from '@sinclair/typebox'
import { replayedHeader, SpendingHeaders } from '../idempotency.ts'
import { PageQuery } from '../paging.ts'
import { bodyProblems, problems } from '../problems.ts'
import { prose } from '../prose.ts'
import { optionalSession, SessionId, sessionCookie } from '../session.ts'
import { answer, defaulted, empty, ref } from '../shared.ts'
import { streamOf } from './events.ts'
import { ChatAnswer, ChatMessagePage, ChatStop } from './message.ts'

export * from './events.ts'
export * from './message.ts'

export const tag = { name: 'chat', description: 'Conversations with a persona, or with the storyteller' }
const tags = [tag.name]

const params = Type.Object({ session_id: { ...SessionId, description: 'The play session of the conversation' } })

const lastEventId = {
  'last-event-id': Type.Optional(
    Type.String({
      maxLength: 60,
      description: 'The id of the last event that was received: the stream goes on after it',
    }),
  ),
}

const SendHeaders = Type.Object({
  ...SpendingHeaders.properties,
  ...lastEventId,
  accept: Type.Optional(
    Type.String({ maxLength: 1_000, description: 'text/event-stream for a stream; else the answer is JSON' }),
  ),
})

export const sendChat = {
  operationId: 'sendChat',
  tags,
  summary: 'Say something, and get an answer',
  description: prose`
    The service keeps the history: only the new message is sent. The persona, the session’s newest save and the
    weather of the place are known to the answer, beside the last six messages and a summary of those before.

    One answer runs for each conversation; until it has ended, another message is 409 with its id. An answer goes on
    when the caller leaves: \`followChat\` takes it up again, \`stopChat\` ends it, and what was written is kept.

    With an Idempotency-Key, the same request joins the answer of the first one, whether it still runs or has ended;
    as a stream with Last-Event-ID it goes on after that event.`,
  headers: SendHeaders,
  body: Type.Object(
    {
      message: Type.String({ minLength: 1, maxLength: 4_000, examples: ['I lift the lamp and listen.'] }),
      ...optionalSession,
      persona_id: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 100,
          description: 'Who answers from now on; when it is not given, who answered last',
          examples: ['orrin_001'],
        }),
      ),
      latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90, description: 'Only with longitude' })),
      longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180, description: 'Only with latitude' })),
      clear_session: defaulted(
        Type.Boolean({ default: false, description: 'true forgets all messages before this one' }),
      ),
    },
    {
      additionalProperties: false,
      examples: [{ message: 'I lift the lamp and listen.', session_id: 'shard-472-demo', persona_id: 'orrin_001' }],
    },
  ),
  response: {
    200: withStream(
      answer('The answer, once it has ended', ref(ChatAnswer), { ...replayedHeader, ...sessionCookie }),
      streamOf('As a stream'),
    ),
    ...problems(
      ...bodyProblems,
      ...(['idempotency-key-in-use', 'idempotency-key-reused', 'sessions-exceeded', 'persona-not-found'] as const),
      ...(['chat-answer-running', 'chat-messages-exceeded', 'chat-unavailable', 'content-blocked'] as const),
    ),
  },
}

function withStream(json: ReturnType<typeof answer>, stream: ReturnType<typeof streamOf>) {
  return {
    ...json,
    description: `${json.description}. ${stream.description}`,
    content: { ...json.content, ...stream.content },
  }
}

export const followChat = {
  operationId: 'followChat',
  tags,
  summary: 'Follow the running answer as a stream',
  description: prose`
    Made for \`EventSource\`, which sends Last-Event-ID by itself when it connects again, to this or another process
    of the service. Without Last-Event-ID, the running answer from its start; with it, the events that are missing,
    also of an answer that has ended. 204, which tells an \`EventSource\` to end, when nothing runs and nothing is
    missing.`,
  params,
  headers: Type.Object(lastEventId),
  response: {
    200: streamOf('The events of the answer'),
    204: empty('Nothing runs, and nothing is missing'),
    ...problems('chat-not-found'),
  },
}

export const listChat = {
  operationId: 'listChat',
  tags,
  summary: 'List the messages of a conversation',
  description: 'Newest first, those of the player and the answers. A running answer is listed with what is written.',
  params,
  querystring: PageQuery,
  response: { 200: answer('A page of messages', ref(ChatMessagePage)), ...problems('chat-not-found') },
}

export const clearChat = {
  operationId: 'clearChat',
  tags,
  summary: 'Delete a conversation',
  description: 'With its messages and its summary. A running answer ends, and is not kept.',
  params,
  response: { 204: empty('Deleted'), ...problems('chat-not-found', ...bodyProblems) },
}

export const stopChat = {
  operationId: 'stopChat',
  tags,
  summary: 'End the running answer',
  description:
    'What was written is kept as partial. It ends within a second, whichever process writes it. When nothing runs, nothing changes.',
  params,
  response: { 202: answer('It ends', ref(ChatStop)), ...problems('chat-not-found', ...bodyProblems) },
}
