import { Type } from '@sinclair/typebox'
import { KeyedHeaders, replayedHeader } from '../idempotency.ts'
import { bodyProblems, problemAs, problems, userProblems } from '../problems.ts'
import { prose } from '../prose.ts'
import { answer, empty, header, ref } from '../shared.ts'
import { tag, uuid } from './call.ts'
import { CallNotAllowed, callProblems } from './problems.ts'
import { ScheduledCall, ScheduledCallPage, ScheduledQuery, ScheduleInput, SchedulePatch } from './scheduled.ts'

const tags = [tag.name]

const scheduledParams = Type.Object({
  id: Type.String({
    ...uuid,
    description: 'The id of a scheduled call',
    examples: ['019aa0c8-93a5-7000-8000-000000000002'],
  }),
})

export const scheduleCall = {
  operationId: 'scheduleCall',
  tags,
  summary: 'Have a persona call later',
  description: prose`
    From one minute to 30 days ahead. Credits, budget and permission are checked again when it is due, and reserved
    then. It is called once, or not at all after latest_time.`,
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
  description: prose`
    Only the members that are sent. Another scheduled_time without latest_time moves that too. 409 in the last minute
    before it is due, and afterwards.`,
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
