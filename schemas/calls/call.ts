import { type Static, Type } from '@sinclair/typebox'
import { Phone } from '../auth/user.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { PersonaId } from '../personas/persona.ts'
import { prose } from '../prose.ts'
import { ServedBy } from '../served-by.ts'
import { defaulted, enumOf, nullable, pattern, ref, Timestamp } from '../shared.ts'
import { Slug } from '../slug.ts'

export const tag = { name: 'calls', description: 'A persona calls the player by telephone, now or at a set hour' }

export const uuid = pattern('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', 'must be a UUID')
export const callId = Type.String({
  ...uuid,
  description: 'The id of a call',
  examples: ['019aa0c8-93a5-7000-8000-000000000001'],
})
const notBlank = pattern('\\S', 'must not be blank')

export const statuses = [
  ...(['initiating', 'ringing', 'in_progress', 'completed', 'busy', 'failed'] as const),
  ...(['no_answer', 'cancelled', 'voicemail_detected', 'terminated'] as const),
] as const
export const CallStatus = enumOf(statuses, {
  description:
    'It only goes forward: initiating, ringing, in_progress, and then one of the others, which never changes again',
})
export type CallStatus = Static<typeof CallStatus>

export const CallEndReason = enumOf(
  [
    ...(['user_hangup', 'agent_hangup', 'max_duration', 'silence', 'budget'] as const),
    ...(['voicemail', 'carrier_error', 'speech_error', 'cancelled', 'watchdog'] as const),
  ],
  {
    description: prose`
      user_hangup: the player; agent_hangup: the persona said goodbye; max_duration: the time was over; silence: no
      answer for long; budget: the money was over; voicemail: a machine answered; carrier_error: the carrier could not
      connect it; speech_error: it could not be heard or spoken any more; cancelled: before it was answered; watchdog:
      this service closed what was left open`,
  },
)
export type CallEndReason = Static<typeof CallEndReason>

export const CallTurn = Type.Object(
  {
    n: Type.Integer({ minimum: 1, description: 'Its number within the call; its audio has the same' }),
    role: enumOf(['persona', 'player']),
    text: Type.String(),
    at: Timestamp,
  },
  { $id: 'CallTurn', description: 'Something that was said' },
)
export type CallTurn = Static<typeof CallTurn>

export const CallMedia = Type.Object(
  {
    path: Type.String({ description: 'Address of the WebSocket', examples: ['/api/v1/voice/stream'] }),
    call_sid: Type.String({ description: 'The callSid of the start frame' }),
    token: Type.String({ description: 'The parameter token of the start frame; it opens one socket' }),
  },
  { $id: 'CallMedia', description: 'How a page answers a simulated call: by the media protocol of the carrier' },
)
export type CallMedia = Static<typeof CallMedia>

const micros = (description: string) =>
  Type.Integer({ minimum: 0, description: `${description}, in millionths of a US dollar` })
const max_duration_minutes = Type.Integer({ minimum: 1, maximum: 15 })

export const Call = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    persona_id: PersonaId,
    persona_name: Type.String(),
    scenario_id: nullable(Type.String()),
    direction: enumOf(['outbound']),
    phone_number: Type.String({ description: 'The last four digits', examples: ['…0123'] }),
    status: CallStatus,
    end_reason: nullable(CallEndReason, { description: 'null until it has ended, and of busy and no_answer' }),
    scheduled_call_id: nullable(Type.String({ format: 'uuid' })),
    start_time: { ...Timestamp, description: 'When it was begun' },
    answer_time: nullable(Timestamp),
    end_time: nullable(Timestamp),
    duration_seconds: Type.Integer({ minimum: 0, description: 'From its answer' }),
    max_duration_minutes: {
      ...max_duration_minutes,
      description: 'The most that it may last: as asked for, or less where credits or budget allow no more',
    },
    credits_reserved: Type.Integer({ minimum: 0, description: 'Kept while it goes on' }),
    credits_used: Type.Integer({ minimum: 0, description: 'One for each minute that was begun; nothing unanswered' }),
    cost_micro_usd: micros('What it costs so far; of a simulated one, what a carried one would'),
    cost_status: enumOf(['estimated', 'final'], { description: 'final: the carrier has told its price' }),
    simulated: Type.Boolean({ description: 'true: no phone rings, and the carrier is paid nothing' }),
    record: Type.Boolean({ description: 'Whether its recording may be read' }),
    transcript: Type.Array(ref(CallTurn)),
    summary: nullable(Type.String(), { description: 'What it was about, some seconds after its end' }),
    media: nullable(ref(CallMedia), {
      description: 'null unless it is simulated, under way, and not answered by a page',
    }),
    served_by: ref(ServedBy, 'The carrier'),
  },
  {
    $id: 'Call',
    description: 'A call',
    examples: [
      {
        ...{ id: '019aa0c8-93a5-7000-8000-000000000001', persona_id: 'brad_001', persona_name: 'Brad' },
        ...{ scenario_id: null, direction: 'outbound', phone_number: '…0123', status: 'completed' },
        ...{ end_reason: 'user_hangup', scheduled_call_id: null, start_time: '2026-11-20T09:30:00.000Z' },
        ...{ answer_time: '2026-11-20T09:30:02.000Z', end_time: '2026-11-20T09:31:03.000Z', duration_seconds: 61 },
        ...{ max_duration_minutes: 5, credits_reserved: 0, credits_used: 2, cost_micro_usd: 97_950 },
        ...{ cost_status: 'final', simulated: true, record: false },
        transcript: [
          { n: 1, role: 'persona', text: 'Hey, it is Brad. You picked up!', at: '2026-11-20T09:30:02.000Z' },
          { n: 2, role: 'player', text: 'I nearly did not.', at: '2026-11-20T09:30:06.000Z' },
        ],
        ...{ summary: 'They said that they nearly did not pick up.', media: null },
        served_by: {
          ...{ provider: 'simulated', model: 'telephone', cached: false, fallback: true },
          ...{ fallback_reason: 'not_configured', latency_ms: 2, cost_micro_usd: 0 },
        },
      },
    ],
  },
)
export type Call = Static<typeof Call>

export const CallPage = pageOf('CallPage', Call, 'Calls, the newest first; without their transcripts')
export type CallPage = Static<typeof CallPage>

/** What a call is about, now or later. */
export const callMembers = {
  persona_id: defaulted({ ...PersonaId, default: 'brad_001', description: 'Who calls' }),
  phone_number: Phone,
  scenario_id: Type.Optional({ ...Slug, description: 'Why they call; not with call_scenario' }),
  call_scenario: Type.Optional(
    Type.String({ minLength: 1, maxLength: 4_000, ...notBlank, description: 'A scenario of your own, in words' }),
  ),
  call_pretext: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 500,
      ...notBlank,
      description: 'Why they call, as you would say it',
      examples: ['The dragon has asked about me'],
    }),
  ),
  max_duration_minutes: defaulted({
    ...max_duration_minutes,
    default: 5,
    description: 'After so many minutes the call ends; credits for them are reserved',
  }),
  record: defaulted(
    Type.Boolean({ default: false, description: 'Whether the call may be listened to afterwards, for a while' }),
  ),
}

export const CallInput = Type.Object(callMembers, {
  additionalProperties: false,
  examples: [{ persona_id: 'brad_001', phone_number: '+12025550123', call_pretext: 'The dragon has asked about me' }],
})
export type CallInput = Static<typeof CallInput>

export const CallQuery = Type.Object(
  {
    ...pageQuery,
    status: Type.Optional({ ...CallStatus, description: 'Those with this status alone' }),
    persona_id: Type.Optional({ ...PersonaId, description: 'Those of this persona alone' }),
  },
  { additionalProperties: false },
)
export type CallQuery = Static<typeof CallQuery>

export const CallReply = Type.Object(
  {
    reply: Type.String({ description: 'What the persona says' }),
    n: Type.Integer({ description: 'The number of its turn' }),
    served_by: ref(ServedBy, 'Who made the reply'),
    call: ref(Call),
  },
  { $id: 'CallReply', description: 'What the persona answers' },
)
export type CallReply = Static<typeof CallReply>

/** 402, with what there is and what is needed. */
export const creditMembers = {
  balance: Type.Integer({ minimum: 0, description: 'Credits that may be spent now' }),
  required: Type.Integer({ minimum: 1, description: 'Credits without which no call begins' }),
  price_micro_usd: micros('What a minute costs'),
}
