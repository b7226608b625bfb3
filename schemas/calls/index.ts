import { Type } from '@sinclair/typebox'
import { KeyedHeaders, replayedHeader } from '../idempotency.ts'
import { bodyProblems, exampleOf, problemAs, problems, problemWith, userProblems } from '../problems.ts'
import { answer, empty, enumOf, header, ref } from '../shared.ts'
import { exceededExample, exceededMembers } from '../spending.ts'
import { Call, CallInput, CallPage, CallQuery, CallReply, creditMembers, tag, uuid } from './call.ts'
import { CallCost, CallEstimate, EstimateInput } from './cost.ts'
import { ScheduledCall, ScheduledCallPage, ScheduledQuery, ScheduleInput, SchedulePatch } from './scheduled.ts'

export * from './call.ts'
export * from './cost.ts'
export * from './scheduled.ts'

const tags = [tag.name]

const id = Type.String({ ...uuid, description: 'The id of a call', examples: ['019aa0c8-93a5-7000-8000-000000000001'] })
const params = Type.Object({ id })
const turnParams = Type.Object({
  id,
  n: Type.Integer({ minimum: 1, maximum: 10_000, description: 'The number of the turn', examples: [1] }),
})
const recordedParams = Type.Object({ id: Type.String({ ...id, examples: ['019aa0c8-93a5-7000-8000-000000000003'] }) })
const scheduledParams = Type.Object({
  id: Type.String({
    ...uuid,
    description: 'The id of a scheduled call',
    examples: ['019aa0c8-93a5-7000-8000-000000000002'],
  }),
})

/** 402 of operations that begin calls: too few credits, or a budget that allows none. */
export const CallUnaffordable = problemWith(
  'CallUnaffordable',
  Type.Partial(Type.Object({ ...creditMembers, ...exceededMembers })).properties,
  {
    description: 'Why a call cannot be paid: no-credit with the balance, or budget-exceeded with the limit',
    examples: [exampleOf('no-credit', { balance: 0, required: 1, price_micro_usd: 83_900 }), exceededExample],
  },
)

export const reasons = ['not_verified', 'do_not_call', 'quiet_hours', 'daily_cap'] as const
export const CallNotAllowed = problemWith(
  'CallNotAllowed',
  {
    reason: Type.Optional(
      enumOf(reasons, {
        description:
          'not_verified: prove first that the number is yours; do_not_call: it is not to be called; quiet_hours: it is night there; daily_cap: you have had as many calls as one user may have in 24 hours',
      }),
    ),
  },
  {
    description: 'Why this number is not called',
    examples: [
      exampleOf('call-not-allowed', { reason: 'not_verified' }),
      exampleOf('user-required'),
      exampleOf('origin-not-allowed'),
    ],
  },
)

const callProblems = (...slugs: Parameters<typeof problems>) => ({
  ...problems(...slugs, ...bodyProblems.filter((it) => it !== 'origin-not-allowed'), 'idempotency-key-reused'),
  ...problemAs(['no-credit', 'budget-exceeded'], CallUnaffordable),
  ...problemAs(['call-not-allowed', 'user-required', 'origin-not-allowed'], CallNotAllowed),
})

export const startCall = {
  operationId: 'startCall',
  tags,
  summary: 'Have a persona call a number',
  description:
    'Reserves a credit for each minute that the call may last, and what it may cost, then calls. It answers once the carrier has taken the call: read it again to see how it goes on. On the simulated telephone it rings after one second and is answered after two; talk with sayTurn, or answer it in a page by the WebSocket of `media`. Numbers +1 202 555 0190 to 0198 are busy, do not answer, and so on.',
  headers: KeyedHeaders,
  body: CallInput,
  response: {
    202: answer('The call, which is under way', ref(Call), {
      Location: header(Type.String({ examples: ['/api/v1/calls/019aa0c8-93a5-7000-8000-000000000001'] }), 'The call'),
      ...replayedHeader,
    }),
    ...callProblems('persona-not-found', 'scenario-not-found', 'idempotency-key-in-use', 'calls-busy'),
  },
}

export const estimateCall = {
  operationId: 'estimateCall',
  tags,
  summary: 'Ask what a call would cost',
  description: 'Nothing is reserved. What stands against the call is in warnings, not in a refusal.',
  body: EstimateInput,
  response: {
    200: answer('What it may cost', ref(CallEstimate)),
    ...problems('persona-not-found', 'scenario-not-found', ...bodyProblems, ...userProblems),
  },
}

export const listCalls = {
  operationId: 'listCalls',
  tags,
  summary: 'List your calls',
  description: 'The newest first, without their transcripts.',
  querystring: CallQuery,
  response: { 200: answer('A page of calls', ref(CallPage)), ...problems(...userProblems) },
}

export const readCall = {
  operationId: 'readCall',
  tags,
  summary: 'Read one call',
  description: 'With all that was said so far.',
  params,
  response: { 200: answer('The call', ref(Call)), ...problems('call-not-found', ...userProblems) },
}

export const endCall = {
  operationId: 'endCall',
  tags,
  summary: 'Hang up a call',
  description:
    'Ends a call that is under way, at the carrier first. One that has ended is answered as it is. Before it was answered nothing is charged.',
  params,
  response: {
    200: answer('The call', ref(Call)),
    ...problems('call-not-found', 'carrier-unavailable', ...bodyProblems, ...userProblems),
  },
}

export const sayTurn = {
  operationId: 'sayTurn',
  tags,
  summary: 'Say something on a simulated call',
  description:
    'What the player says, and what the persona answers. 409 before it is answered, after it has ended, while an answer is being made, on calls that a carrier carries, and on one that a page has answered by the WebSocket: there it is a text frame. A goodbye ends the call.',
  params,
  headers: KeyedHeaders,
  body: Type.Object(
    { text: Type.String({ minLength: 1, maxLength: 1_000, pattern: '\\S', examples: ['Is the dragon angry?'] }) },
    { additionalProperties: false, examples: [{ text: 'Is the dragon angry?' }] },
  ),
  response: {
    200: answer('The answer', ref(CallReply), replayedHeader),
    ...problems(
      ...(['call-not-found', 'call-not-active', 'call-not-simulated', 'turn-in-progress'] as const),
      ...(['call-on-media-socket'] as const),
      ...(['idempotency-key-in-use', 'idempotency-key-reused'] as const),
      ...bodyProblems,
      ...userProblems,
    ),
  },
}

const wav = {
  content: { 'audio/wav': { schema: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }) } },
}
const wavHeaders = {
  ETag: header(
    Type.String({ examples: ['"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"'] }),
    'Tag of the sound',
  ),
  'Accept-Ranges': header(Type.String({ examples: ['bytes'] }), 'Range is understood'),
}
const rangeHeaders = Type.Object({
  range: Type.Optional(Type.String({ maxLength: 200, description: 'One range of bytes' })),
  'if-range': Type.Optional(Type.String({ maxLength: 200, description: 'The tag that the range is of' })),
  'if-none-match': Type.Optional(Type.String({ maxLength: 1000, description: 'Tags that the client has' })),
})
const audioResponse = {
  200: { description: 'The sound', headers: wavHeaders, ...wav },
  206: {
    description: 'A part of it',
    headers: {
      ...wavHeaders,
      'Content-Range': header(Type.String({ examples: ['bytes 0-1023/61204'] }), 'Which part'),
    },
    ...wav,
  },
  304: empty('The client has it already', wavHeaders),
}

export const readTurnAudio = {
  operationId: 'readTurnAudio',
  tags,
  summary: 'Listen to one turn',
  description:
    'WAV, mu-law of 8 kHz, as a telephone sounds. Of calls that were recorded, and of what personas said on simulated ones.',
  params: turnParams,
  headers: rangeHeaders,
  response: {
    ...audioResponse,
    ...problems(
      'call-not-found',
      'recording-not-found',
      'range-not-satisfiable',
      'storage-unavailable',
      ...userProblems,
    ),
  },
}

export const readRecording = {
  operationId: 'readRecording',
  tags,
  summary: 'Listen to a call',
  description:
    'Both sides, as WAV, once the call has ended. Only of a call that was begun with record: true, for RECORDING_RETENTION_DAYS. On a simulated call, what was typed is spoken by a built-in voice.',
  params: recordedParams,
  headers: rangeHeaders,
  response: {
    ...audioResponse,
    ...problems(
      'call-not-found',
      'recording-not-found',
      'range-not-satisfiable',
      'storage-unavailable',
      ...userProblems,
    ),
  },
}

export const readCallCost = {
  operationId: 'readCallCost',
  tags,
  summary: 'Read what a call costs',
  description:
    'Item by item. While it is under way, what it has cost so far; the price of a carrier comes minutes after the end, as an item of its own.',
  params,
  response: { 200: answer('What it costs', ref(CallCost)), ...problems('call-not-found', ...userProblems) },
}

export const scheduleCall = {
  operationId: 'scheduleCall',
  tags,
  summary: 'Have a persona call later',
  description:
    'From one minute to 30 days ahead. Credits, budget and permission are checked again when it is due, and reserved then. It is called once, or not at all after latest_time.',
  headers: KeyedHeaders,
  body: ScheduleInput,
  response: {
    201: answer('The scheduled call', ref(ScheduledCall), {
      Location: header(
        Type.String({ examples: ['/api/v1/calls/schedule/019aa0c8-93a5-7000-8000-000000000002'] }),
        'The scheduled call',
      ),
      ...replayedHeader,
    }),
    ...callProblems(
      'persona-not-found',
      'scenario-not-found',
      'idempotency-key-in-use',
      'scheduled-call-limit-reached',
    ),
  },
}

export const listScheduledCalls = {
  operationId: 'listScheduledCalls',
  tags,
  summary: 'List your scheduled calls',
  description: 'The soonest first.',
  querystring: ScheduledQuery,
  response: { 200: answer('A page of scheduled calls', ref(ScheduledCallPage)), ...problems(...userProblems) },
}

export const readScheduledCall = {
  operationId: 'readScheduledCall',
  tags,
  summary: 'Read a scheduled call',
  description: 'Also after it was made, with the id of the call.',
  params: scheduledParams,
  response: {
    200: answer('The scheduled call', ref(ScheduledCall)),
    ...problems('scheduled-call-not-found', ...userProblems),
  },
}

const changeProblems = ['scheduled-call-not-found', 'scheduled-call-fixed'] as const

export const rescheduleCall = {
  operationId: 'rescheduleCall',
  tags,
  summary: 'Change a scheduled call',
  description:
    'Only the members that are sent. Another scheduled_time without latest_time moves that too. 409 in the last minute before it is due, and afterwards.',
  params: scheduledParams,
  body: SchedulePatch,
  response: {
    200: answer('As it is now', ref(ScheduledCall)),
    ...problems(...changeProblems, ...bodyProblems.filter((it) => it !== 'origin-not-allowed')),
    ...problemAs(['call-not-allowed', 'user-required', 'origin-not-allowed'], CallNotAllowed),
  },
}

export const cancelScheduledCall = {
  operationId: 'cancelScheduledCall',
  tags,
  summary: 'Cancel a scheduled call',
  description: 'It can still be read. 409 in the last minute before it is due, and afterwards.',
  params: scheduledParams,
  response: { 204: empty('Cancelled'), ...problems(...changeProblems, ...bodyProblems, ...userProblems) },
}
