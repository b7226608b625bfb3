import { Type } from '@sinclair/typebox'
import { KeyedHeaders, replayedHeader } from '../idempotency.ts'
import { bodyProblems, problems, userProblems } from '../problems.ts'
import { prose } from '../prose.ts'
import { answer, header, ref } from '../shared.ts'
import { Call, CallInput, CallPage, CallQuery, CallReply, callId, tag } from './call.ts'
import { CallCost, CallEstimate, EstimateInput } from './cost.ts'
import { callProblems } from './problems.ts'

export * from './audio-operations.ts'
export * from './call.ts'
export * from './cost.ts'
export * from './problems.ts'
export * from './scheduled.ts'
export * from './scheduled-operations.ts'

const tags = [tag.name]

const params = Type.Object({ id: callId })
export const startCall = {
  operationId: 'startCall',
  tags,
  summary: 'Have a persona call a number',
  description: prose`
    Reserves a credit for each minute that the call may last, and what it may cost, then calls. It answers once the
    carrier has taken the call: read it again to see how it goes on. On the simulated telephone it rings after one
    second and is answered after two; talk with sayTurn, or answer it in a page by the WebSocket of \`media\`. Numbers
    +1 202 555 0190 to 0198 are busy, do not answer, and so on.`,
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
  description: prose`
    Ends a call that is under way, at the carrier first. One that has ended is answered as it is. Before it was
    answered nothing is charged.`,
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
  description: prose`
    What the player says, and what the persona answers. 409 before it is answered, after it has ended, while an answer
    is being made, on calls that a carrier carries, and on one that a page has answered by the WebSocket: there it is
    a text frame. A goodbye ends the call.`,
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

export const readCallCost = {
  operationId: 'readCallCost',
  tags,
  summary: 'Read what a call costs',
  description: prose`
    Item by item. While it is under way, what it has cost so far; the price of a carrier comes minutes after the end,
    as an item of its own.`,
  params,
  response: { 200: answer('What it costs', ref(CallCost)), ...problems('call-not-found', ...userProblems) },
}
