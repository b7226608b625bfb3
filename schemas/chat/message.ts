import { type Static, Type } from '@sinclair/typebox'
import { pageOf } from '../paging.ts'
import { prose } from '../prose.ts'
import { ServedBy } from '../served-by.ts'
import { enumOf, nullable, ref, Timestamp } from '../shared.ts'

export const MessageId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [2] })

export const ChatWeather = Type.Object(
  {
    scene_weather: Type.String({ description: 'The word that scenes use', examples: ['rain'] }),
    description: Type.String({ examples: ['light rain'] }),
    temp_c: Type.Number({ examples: [11.5] }),
    simulated: Type.Boolean({ description: 'Of a climate model, not measured' }),
  },
  { $id: 'ChatWeather', description: 'The weather where the player is, as the answer knows it' },
)
export type ChatWeather = Static<typeof ChatWeather>

export const ChatStatus = enumOf(['running', 'done', 'partial', 'failed'], {
  description:
    'running: it is being written. done: it is whole. partial: it was cut, and what was written is kept. failed: nothing was written',
})
export type ChatStatus = Static<typeof ChatStatus>

export const CutReason = enumOf(['stopped', 'cut', 'blocked', 'unavailable', 'lost'], {
  description: prose`
    Why an answer is partial or failed. stopped: by stopChat. cut: the model broke off. blocked: the model does not
    write this. unavailable: the service stopped, or could not go on. lost: the process that wrote it died`,
})
export type CutReason = Static<typeof CutReason>

const members = {
  message_id: { ...MessageId, description: 'The id of the answer' },
  session_id: Type.String({ examples: ['shard-472-demo'] }),
  persona_id: nullable(Type.String({ examples: ['orrin_001'] }), {
    description: 'Who answers; null: the storyteller without a persona',
  }),
  weather: nullable(ref(ChatWeather), { description: 'null when no place was sent' }),
}

export const ChatAnswer = Type.Object(
  {
    reply: Type.String({ description: 'The answer, or the part of it that was written' }),
    ...members,
    status: ChatStatus,
    reason: nullable(CutReason),
    served_by: nullable(ref(ServedBy), { description: 'null when the process that wrote it died' }),
  },
  { $id: 'ChatAnswer', description: 'What was answered' },
)
export type ChatAnswer = Static<typeof ChatAnswer>

export const ChatMessage = Type.Object(
  {
    id: MessageId,
    role: enumOf(['player', 'persona']),
    persona_id: members.persona_id,
    text: Type.String(),
    status: ChatStatus,
    reason: nullable(CutReason),
    weather: members.weather,
    served_by: nullable(ref(ServedBy), { description: 'Of answers alone' }),
    created_at: Timestamp,
    ended_at: nullable(Timestamp, { description: 'null while it runs' }),
  },
  { $id: 'ChatMessage', description: 'One message of a conversation' },
)
export type ChatMessage = Static<typeof ChatMessage>
export const ChatMessagePage = pageOf('ChatMessagePage', ChatMessage, 'Messages of a conversation, newest first')
export type ChatMessagePage = Static<typeof ChatMessagePage>

export const ChatStop = Type.Object(
  {
    session_id: members.session_id,
    message_id: nullable(MessageId, { description: 'The answer that ends; null when none was running' }),
  },
  { $id: 'ChatStop', description: 'A running answer was told to end' },
)
export type ChatStop = Static<typeof ChatStop>

export const ChatStarted = Type.Object(members, {
  $id: 'ChatStarted',
  description: 'Data of the event start: an answer begins',
})
export type ChatStarted = Static<typeof ChatStarted>
