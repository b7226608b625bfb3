import { type Static, Type } from '@sinclair/typebox'
import { exampleDays } from '../example-days.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { defaulted, enumOf, nullable, Timestamp } from '../shared.ts'
import { callMembers } from './call.ts'

const [tomorrow, dayAfter] = exampleDays

export const scheduledStatuses = ['scheduled', 'executing', 'executed', 'failed', 'cancelled', 'expired'] as const
const ScheduledStatus = enumOf(scheduledStatuses, {
  description:
    'scheduled: waits; executing: is being called; executed: a call was made; failed: see failure; expired: latest_time had passed',
})
export type ScheduledStatus = Static<typeof ScheduledStatus>

const scheduled_time = {
  ...Timestamp,
  description: 'When the phone is to ring: from one minute to 30 days ahead',
  examples: [`${tomorrow}T18:30:00.000Z`],
}
const latest_time = {
  ...Timestamp,
  description: 'After this no call is made any more; 15 minutes after scheduled_time unless given',
  examples: [`${tomorrow}T18:45:00.000Z`],
}
const timezone = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Where the player is then, by IANA: for quiet hours, 21:00 to 08:00',
  examples: ['Europe/Berlin'],
})
const allow_quiet_hours = Type.Boolean({ default: false, description: 'true: the phone may ring at night too' })

export const ScheduledCall = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    persona_id: Type.String(),
    phone_number: Type.String({ description: 'The last four digits', examples: ['…0123'] }),
    scenario_id: nullable(Type.String()),
    call_scenario: nullable(Type.String()),
    call_pretext: nullable(Type.String()),
    max_duration_minutes: Type.Integer(),
    record: Type.Boolean(),
    status: ScheduledStatus,
    scheduled_time: Timestamp,
    latest_time: Timestamp,
    timezone: nullable(Type.String()),
    allow_quiet_hours: Type.Boolean(),
    call_id: nullable(Type.String({ format: 'uuid' }), { description: 'The call that was made' }),
    failure: nullable(Type.String(), {
      description: 'Why no call was made: the slug of the refusal, or the reason of a 403',
    }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  {
    $id: 'ScheduledCall',
    description: 'A call that is to be made',
    examples: [
      {
        ...{ id: '019aa0c8-93a5-7000-8000-000000000002', persona_id: 'brad_001', phone_number: '…0123' },
        ...{ scenario_id: null, call_scenario: null, call_pretext: null, max_duration_minutes: 5, record: false },
        ...{ status: 'scheduled', scheduled_time: `${tomorrow}T18:30:00.000Z` },
        ...{ latest_time: `${tomorrow}T18:45:00.000Z`, timezone: 'Europe/Berlin', allow_quiet_hours: false },
        ...{ call_id: null, failure: null },
        ...{ created_at: '2026-11-20T09:30:00.000Z', updated_at: '2026-11-20T09:30:00.000Z' },
      },
    ],
  },
)
export type ScheduledCall = Static<typeof ScheduledCall>

export const ScheduledCallPage = pageOf('ScheduledCallPage', ScheduledCall, 'Scheduled calls, the soonest first')
export type ScheduledCallPage = Static<typeof ScheduledCallPage>

export const ScheduleInput = Type.Object(
  {
    ...callMembers,
    scheduled_time,
    latest_time: Type.Optional(latest_time),
    timezone: Type.Optional(timezone),
    allow_quiet_hours: defaulted(allow_quiet_hours),
  },
  {
    additionalProperties: false,
    examples: [
      {
        ...{ persona_id: 'brad_001', phone_number: '+12025550123', scheduled_time: `${tomorrow}T18:30:00.000Z` },
        timezone: 'Europe/Berlin',
      },
    ],
  },
)
export type ScheduleInput = Static<typeof ScheduleInput>

export const SchedulePatch = Type.Partial(
  Type.Object({
    scheduled_time,
    latest_time,
    timezone: nullable(timezone),
    allow_quiet_hours: Type.Boolean(),
    max_duration_minutes: Type.Integer({ minimum: 1, maximum: 15 }),
  }),
  { additionalProperties: false, minProperties: 1, examples: [{ scheduled_time: `${dayAfter}T18:30:00.000Z` }] },
)
export type SchedulePatch = Static<typeof SchedulePatch>

export const ScheduledQuery = Type.Object(
  { ...pageQuery, status: Type.Optional({ ...ScheduledStatus, description: 'Those with this status alone' }) },
  { additionalProperties: false },
)
export type ScheduledQuery = Static<typeof ScheduledQuery>
