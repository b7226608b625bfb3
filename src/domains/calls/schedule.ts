import { randomUUIDv7 } from 'node:crypto'
import type {
  ScheduledCall,
  ScheduledCallPage,
  ScheduledQuery,
  ScheduleInput,
  SchedulePatch,
} from '../../../schemas/calls/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { User } from '../../http/principal.ts'
import { type Outcome, runOnce } from '../../services/idempotency/idempotency.ts'
import { requireBelowLimit } from '../../services/owned-limit.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { maskPhoneNumber } from '../../services/phone-number.ts'
import { transaction } from '../../services/transaction.ts'
import { mayRing } from '../phone/actions.ts'
import { type Needs as DueNeeds, dialScheduledJob } from './due.ts'
import { affordable, notAllowed, requireMinute, requireNumber, subjectOf } from './gate.ts'
import * as store from './schedule-store.ts'
import { fixedAt, patchedTimes, timesOf } from './schedule-times.ts'

export type Needs = DueNeeds & Pick<Deps, 'jobs'>

const ownLimit = { max: 100, refusal: 'scheduled-call-limit-reached' } as const

export function toScheduled(row: store.ScheduledRow): ScheduledCall {
  const { user_id: _user, phone_number, record, allow_quiet_hours, ...same } = row
  return {
    ...same,
    phone_number: maskPhoneNumber(phone_number),
    record: record === 1,
    allow_quiet_hours: allow_quiet_hours === 1,
  }
}

export async function scheduleCall(
  deps: Needs,
  user: User,
  { key, body }: { key: string | undefined; body: ScheduleInput },
): Promise<Outcome<ScheduledCall>> {
  const keyed = { operation: 'scheduleCall', owner: { user_id: user.userId }, key, body } as const
  return runOnce(
    deps,
    keyed,
    async () => {
      const row = await checked(deps, user, body)
      return async (trx) => {
        await requireBelowLimit(trx, user.userId, {
          ...ownLimit,
          count: () => store.countScheduled(trx, { user_id: user.userId, status: 'scheduled' }),
        })
        const made = await store.insertScheduled(trx, row)
        await sendDue(deps, trx, made)
        return toScheduled(made)
      }
    },
    ({ id }) => id,
  )
}

/** The row of a schedule that may be made. Throws the refusal. */
async function checked(deps: Needs, user: User, body: ScheduleInput) {
  await subjectOf(deps, user, body)
  const phone_number = await requireNumber(body.phone_number)
  const now = deps.clock.now()
  const times = timesOf(body, now)
  const { allow_quiet_hours } = body
  await requireQuietRing(deps, user, { phone_number, ...times, allow_quiet_hours })
  requireMinute(deps, await affordable(deps, user.userId, body.max_duration_minutes, { isLater: true }))
  const at = now.toISOString()
  return {
    ...{ id: randomUUIDv7(), user_id: user.userId, persona_id: body.persona_id, phone_number },
    ...{ scenario_id: body.scenario_id ?? null, call_scenario: body.call_scenario ?? null },
    ...{ call_pretext: body.call_pretext ?? null, max_duration_minutes: body.max_duration_minutes },
    ...{ record: Number(body.record), status: 'scheduled' as const, ...times },
    ...{ allow_quiet_hours: Number(allow_quiet_hours), call_id: null, failure: null, created_at: at, updated_at: at },
  }
}

type Wish = { phone_number: string; scheduled_time: string; timezone: string | null; allow_quiet_hours: boolean }

/** The calls of a day are counted when it is due. */
async function requireQuietRing(deps: Needs, user: User, wish: Wish) {
  const { phone_number, scheduled_time, timezone, allow_quiet_hours } = wish
  const allowed = await mayRing(deps, {
    ...{ user_id: user.userId, phone_number, at: new Date(scheduled_time), asked_now: false, allow_quiet_hours },
    ...{ timeZone: timezone ?? undefined, countCalls: async () => 0 },
  })
  if ('reason' in allowed) throw notAllowed(allowed.reason)
}

const sendDue = (
  { jobs }: Needs,
  db: Parameters<Needs['jobs']['send']>[0],
  { id, scheduled_time }: store.ScheduledRow,
) => jobs.send(db, dialScheduledJob, { id }, { at: new Date(scheduled_time) })

const soonest = { name: 'soonest', keys: ['text', 'text'] } as const

export async function listScheduledCalls({ db }: Needs, user: User, query: ScheduledQuery): Promise<ScheduledCallPage> {
  const of = { user_id: user.userId, status: query.status }
  const window = windowOf<string>(query, soonest)
  const rows = await store.listScheduled(db, of, window)
  const total = await totalOf(window, rows.length, () => store.countScheduled(db, of))
  const page = pageOf(query, rows, total, soonest, ({ scheduled_time, id }) => [scheduled_time, id])
  return { ...page, items: page.items.map(toScheduled) }
}

async function findOwn({ db }: Needs, user: User, id: string): Promise<store.ScheduledRow> {
  const row = await store.findOwnScheduled(db, { id: id.toLowerCase(), user_id: user.userId })
  if (!row) throw refuse('scheduled-call-not-found')
  return row
}

export const readScheduledCall = async (deps: Needs, user: User, id: string): Promise<ScheduledCall> =>
  toScheduled(await findOwn(deps, user, id))

export async function rescheduleCall(
  deps: Needs,
  user: User,
  id: string,
  patch: SchedulePatch,
): Promise<ScheduledCall> {
  const row = await findOwn(deps, user, id)
  const now = deps.clock.now()
  requireChangeable(row, now)
  const times = patchedTimes(row, patch, now)
  const allow_quiet_hours = patch.allow_quiet_hours ?? row.allow_quiet_hours === 1
  await requireQuietRing(deps, user, { phone_number: row.phone_number, ...times, allow_quiet_hours })
  return transaction(deps.db, async (trx) => {
    const changed = await store.changeScheduled(trx, {
      ...{ id: row.id, user_id: user.userId, fixed: fixedAt(now), ...times },
      ...{ allow_quiet_hours: Number(allow_quiet_hours), updated_at: now.toISOString() },
      max_duration_minutes: patch.max_duration_minutes ?? row.max_duration_minutes,
    })
    if (!changed) throw refuse('scheduled-call-fixed')
    if (changed.scheduled_time !== row.scheduled_time) await sendDue(deps, trx, changed)
    return toScheduled(changed)
  })
}

function requireChangeable({ status, scheduled_time }: store.ScheduledRow, now: Date) {
  if (status !== 'scheduled' || scheduled_time <= fixedAt(now)) throw refuse('scheduled-call-fixed')
}

export async function cancelScheduledCall(deps: Needs, user: User, id: string): Promise<void> {
  const row = await findOwn(deps, user, id)
  const now = deps.clock.now()
  const change = { id: row.id, user_id: user.userId, fixed: fixedAt(now), updated_at: now.toISOString() }
  if (!(await store.changeScheduled(deps.db, { ...change, status: 'cancelled' }))) throw refuse('scheduled-call-fixed')
}
