import type { Insertable, Selectable, Transaction } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import { lockName } from '../../../db/row-locks.ts'
import type { CallEndReason, CallStatus, CallsTable } from '../../../db/tables/calls.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'

export type CallRow = Selectable<CallsTable>

const open = ['initiating', 'ringing', 'in_progress'] as const

export type NewCall = Pick<
  Insertable<CallsTable>,
  | ('id' | 'user_id' | 'persona_id' | 'persona_name' | 'scenario_id' | 'call_scenario' | 'call_pretext')
  | ('phone_number' | 'carrier' | 'scheduled_call_id' | 'started_at' | 'limit_minutes' | 'record' | 'hold_id')
  | ('spend_event_id' | 'prices')
>

export const insertCall = (trx: Transaction<Tables>, call: NewCall) =>
  trx
    .insertInto('calls')
    .values({
      ...call,
      ...{ sid: null, status: 'initiating', ending_reason: null, end_reason: null, answered_at: null, ended_at: null },
      ...{ duration_seconds: 0, dial_ms: 0, credits_used: 0, cost_micro_usd: 0, cost_status: 'estimated' },
      is_money_settled: call.spend_event_id === null ? 1 : 0,
      ...{ listening: null, summary: null, remembered_at: null, turn_claim: null, turn_claimed_until: null },
      ...{ stream_sid: null, recording_blob_id: null },
    })
    .returningAll()
    .executeTakeFirstOrThrow()

export const findCall: (db: Db, call: { id: string }) => Promise<CallRow | undefined> = compiled(
  (db, { id }: { id: string }) => db.selectFrom('calls').selectAll().where('id', '=', id),
)

export const findOwnCall: (db: Db, call: { id: string; user_id: string }) => Promise<CallRow | undefined> = compiled(
  (db, { id, user_id }: { id: string; user_id: string }) =>
    db.selectFrom('calls').selectAll().where('id', '=', id).where('user_id', '=', user_id),
)

/** The call, which no other transaction changes meanwhile. */
export async function lockCall(trx: Transaction<Tables>, id: string): Promise<CallRow | undefined> {
  await lockName(trx, `call ${id}`)
  return findCall(trx, { id })
}

export const findScheduled = (db: Db, scheduled_call_id: string) =>
  db.selectFrom('calls').selectAll().where('scheduled_call_id', '=', scheduled_call_id).executeTakeFirst()

interface OfUser {
  user_id: string
  status?: CallStatus | undefined
  persona_id?: string | undefined
}

const ofUser = (db: Db, { user_id, status, persona_id }: OfUser) =>
  db
    .selectFrom('calls')
    .where('user_id', '=', user_id)
    .$if(status !== undefined, (query) => query.where('status', '=', status as CallStatus))
    .$if(persona_id !== undefined, (query) => query.where('persona_id', '=', persona_id as string))

/** Ids are made from the time: the newest is the greatest. */
export const listCalls = (db: Db, of: OfUser, { limit, offset, after }: Window<string>) =>
  ofUser(db, of)
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '<', after?.[0] as string))
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

export const countCalls = (db: Db, of: OfUser) =>
  ofUser(db, of)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** Calls of a user that were begun since a moment. */
export const countSince = (db: Db, { user_id, since }: { user_id: string; since: string }) =>
  db
    .selectFrom('calls')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', user_id)
    .where('started_at', '>', since)
    .executeTakeFirstOrThrow()

/** No row comes back when the call has ended. */
export const moveForward = (
  trx: Transaction<Tables>,
  { id, ...set }: { id: string; status: CallStatus; answered_at?: string },
) =>
  trx.updateTable('calls').set(set).where('id', '=', id).where('status', 'in', open).returningAll().executeTakeFirst()

/** No row comes back when another sid is known. */
export const setSid = (db: Db, { id, sid }: { id: string; sid: string }) =>
  db
    .updateTable('calls')
    .set({ sid })
    .where('id', '=', id)
    .where((where) => where.or([where('sid', 'is', null), where('sid', '=', sid)]))
    .returningAll()
    .executeTakeFirst()

export const setDialMs = (db: Db, { id, dial_ms }: { id: string; dial_ms: number }) =>
  db.updateTable('calls').set({ dial_ms }).where('id', '=', id).execute()

/** Which of these the carrier's calls are ours already. */
export const findSids = async (db: Db, sids: string[]): Promise<{ sid: string | null }[]> =>
  sids.length === 0 ? [] : db.selectFrom('calls').select('sid').where('sid', 'in', sids).execute()

/** Says that the call is to end, and why; the first reason counts. No row comes back when it has ended. */
export const askToEnd = (db: Db, { id, reason }: { id: string; reason: CallEndReason }) =>
  db
    .updateTable('calls')
    .set((eb) => ({ ending_reason: eb.fn.coalesce('ending_reason', eb.val(reason)) }))
    .where('id', '=', id)
    .where('status', 'in', open)
    .returningAll()
    .executeTakeFirst()

export type Ended = Pick<
  CallRow,
  'status' | 'end_reason' | 'answered_at' | 'ended_at' | 'duration_seconds' | 'credits_used'
> &
  Pick<CallRow, 'cost_micro_usd' | 'cost_status'>

/** Closes a call, once. */
export const endCall = (trx: Transaction<Tables>, { id, ...ended }: Ended & { id: string }) =>
  trx.updateTable('calls').set(ended).where('id', '=', id).where('status', 'in', open).returningAll().executeTakeFirst()

export const markMoneySettled = (db: Db, id: string) =>
  db.updateTable('calls').set({ is_money_settled: 1 }).where('id', '=', id).execute()

export const setListening = (db: Db, { id, listening }: { id: string; listening: string }) =>
  db.updateTable('calls').set({ listening }).where('id', '=', id).execute()

/** Takes the one media socket of a call. No row comes back when it was taken, or the call has ended. */
export const takeStream = (db: Db, { id, sid, stream_sid }: { id: string; sid: string; stream_sid: string }) =>
  db
    .updateTable('calls')
    .set({ stream_sid })
    .where('id', '=', id)
    .where('sid', '=', sid)
    .where('stream_sid', 'is', null)
    .where('status', 'in', open)
    .returningAll()
    .executeTakeFirst()

/** The event is new: no row comes back for one that was told before. */
export const insertEvent = (trx: Transaction<Tables>, event: Insertable<Tables['carrier_events']>) =>
  trx
    .insertInto('carrier_events')
    .values(event)
    .onConflict((conflict) => conflict.columns(['sid', 'source', 'sequence']).doNothing())
    .returning('sid')
    .executeTakeFirst()

export const setCost = (
  trx: Transaction<Tables>,
  { id, ...cost }: { id: string } & Pick<CallRow, 'cost_micro_usd' | 'cost_status'>,
) => trx.updateTable('calls').set(cost).where('id', '=', id).execute()
