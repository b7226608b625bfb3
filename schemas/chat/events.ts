import { type Static, Type } from '@sinclair/typebox'
import { rowOf } from '../refusals.ts'
import { ServedBy } from '../served-by.ts'
import { ref } from '../shared.ts'
import { ChatAnswer, ChatStarted, CutReason, MessageId } from './message.ts'

export const ChatDelta = Type.Object(
  { text: Type.String({ description: 'The next part of the answer' }) },
  { $id: 'ChatDelta', description: 'Data of the event delta' },
)
export type ChatDelta = Static<typeof ChatDelta>

export const ChatUsage = Type.Object(
  {
    input_tokens: Type.Integer({ minimum: 0 }),
    output_tokens: Type.Integer({ minimum: 0 }),
    estimated: Type.Boolean({ description: 'Not counted by the provider' }),
  },
  {
    $id: 'ChatUsage',
    description: 'Data of the event usage: the tokens of the answer; 0 for what this service writes',
  },
)
export type ChatUsage = Static<typeof ChatUsage>

export const ChatFailure = Type.Object(
  {
    status: Type.Literal('error'),
    code: Type.Integer({ description: 'The HTTP status that an answer without a stream would have', examples: [503] }),
    error: Type.String({ description: 'The slug of the refusal', examples: ['chat-unavailable'] }),
    reason: CutReason,
    message: Type.String({ description: 'What happened and what to do, for people' }),
    message_id: MessageId,
    retry_after: Type.Integer({ minimum: 0, description: 'Seconds to wait before the next try', examples: [2] }),
  },
  {
    $id: 'ChatFailure',
    description: 'Data of the event error: the answer was cut; what was written is kept',
    examples: [
      {
        status: 'error',
        code: 503,
        error: 'chat-unavailable',
        reason: 'unavailable',
        message: rowOf('chat-unavailable').sentence,
        message_id: 2,
        retry_after: 2,
      },
    ],
  },
)
export type ChatFailure = Static<typeof ChatFailure>

/** What the data of an event may be, by the names of the events. */
const datas = [ChatStarted, ChatDelta, ChatUsage, ServedBy, ChatAnswer, ChatFailure]

const described = `Server-sent events, each with an id:

- \`start\` (ChatStarted), then \`delta\` (ChatDelta) with the parts of the answer as they are written
- \`usage\` (ChatUsage) and \`served_by\` (ServedBy)
- the last one: \`done\` (ChatAnswer), also for an answer that was stopped, or \`error\` (ChatFailure) for one that was cut

Between events, a comment every 15 seconds keeps the connection open. The schema is that of the data of an event.`

/** An answer that is JSON, or a stream of events. */
export const streamOf = (description: string) => ({
  description: `${description}. ${described}`,
  content: { 'text/event-stream': { schema: Type.Union(datas.map((data) => ref(data))) } },
})
