import type { Insertable, Selectable, Transaction } from 'kysely'
import { isUniqueViolation } from '../../../db/errors.ts'
import type { ScheduledCallsTable, ScheduledStatus } from '../../../db/tables/calls.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'

export { isUniqueViolation }

export type ScheduledRow = Selectable<ScheduledCallsTable>

export const insertScheduled = (trx: Transaction<Tables>, row: Insertable<ScheduledCallsTable>) =>
  trx.insertInto('scheduled_calls').values(row).returningAll().executeTakeFirstOrThrow()

export const findScheduled = (db: Db, { id }: { id: string }) =>
  db.selectFrom('scheduled_calls').selectAll().where('id', '=', id).executeTakeFirst()

export const findOwnScheduled = (db: Db, { id, user_id }: { id: string; user_id: string }) =>
  db.selectFrom('scheduled_calls').selectAll().where('id', '=', id).where('user_id', '=', user_id).executeTakeFirst()

interface OfUser {
  user_id: string
  status?: ScheduledStatus | undefined
}

const ofUser = (db: Db, { user_id, status }: OfUser) =>
  db
    .selectFrom('scheduled_calls')
    .where('user_id', '=', user_id)
    .$if(status !== undefined, (query) => query.where('status', '=', status as ScheduledStatus))

/** The soonest first. */
export const listScheduled = (db: Db, of: OfUser, { limit, offset, after }: Window<string>) =>
  ofUser(db, of)
    .selectAll()
    .$if(after !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('scheduled_time', 'id'), '>', tuple(after?.[0] as string, after?.[1] as string)),
      ),
    )
    .orderBy('scheduled_time')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()

export const countScheduled = (db: Db, of: OfUser) =>
  ofUser(db, of)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

type Patch = Partial<
  Pick<
    ScheduledRow,
    'scheduled_time' | 'latest_time' | 'timezone' | 'allow_quiet_hours' | 'max_duration_minutes' | 'status'
  >
> & { updated_at: string }

/** Changes one that waits, and is due after `fixed`. No row comes back for any other. */
export const changeScheduled = (
  db: Db,
  { id, user_id, fixed, ...patch }: { id: string; user_id: string; fixed: string } & Patch,
) =>
  db
    .updateTable('scheduled_calls')
    .set(patch)
    .where('id', '=', id)
    .where('user_id', '=', user_id)
    .where('status', '=', 'scheduled')
    .where('scheduled_time', '>', fixed)
    .returningAll()
    .executeTakeFirst()

/** Takes one that is due: no row comes back when another process has taken it, or when it is not due. */
export const claimScheduled = (db: Db, { id, now }: { id: string; now: string }) =>
  db
    .updateTable('scheduled_calls')
    .set({ status: 'executing', updated_at: now })
    .where('id', '=', id)
    .where('status', '=', 'scheduled')
    .where('scheduled_time', '<=', now)
    .where('latest_time', '>=', now)
    .returningAll()
    .executeTakeFirst()

/** Moves one on, from a state that it still has. */
export const moveScheduled = (
  db: Db,
  {
    id,
    from,
    ...set
  }: { id: string; from: ScheduledStatus; status: ScheduledStatus; updated_at: string } & Partial<
    Pick<ScheduledRow, 'call_id' | 'failure'>
  >,
) =>
  db
    .updateTable('scheduled_calls')
    .set(set)
    .where('id', '=', id)
    .where('status', '=', from)
    .returning('id')
    .executeTakeFirst()

/** Those that wait although their time is over. */
export const expireScheduled = (db: Db, now: string) =>
  db
    .updateTable('scheduled_calls')
    .set({ status: 'expired', updated_at: now })
    .where('status', '=', 'scheduled')
    .where('latest_time', '<', now)
    .returning('id')
    .execute()
