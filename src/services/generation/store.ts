import type { Selectable } from 'kysely'
import type { PaidCallsTable } from '../../../db/tables/paid-calls.ts'
import type { Db } from '../../../db/tables.ts'

type Day = Pick<Selectable<PaidCallsTable>, 'kind' | 'day'>

/** Counts a call. No row comes back when the day's limit is reached. One statement: a race cannot exceed the limit. */
export const countCall = (db: Db, { kind, day, limit }: Day & { limit: number }) =>
  db
    .insertInto('paid_calls')
    .values({ kind, day, calls: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'day'])
        .doUpdateSet((set) => ({ calls: set('paid_calls.calls', '+', 1) }))
        .where('paid_calls.calls', '<', limit),
    )
    .returning('calls')
    .executeTakeFirst()

/** Takes back a call that was counted and not made. */
export const releaseCall = (db: Db, { kind, day }: Day) =>
  db
    .updateTable('paid_calls')
    .set((set) => ({ calls: set('calls', '-', 1) }))
    .where('kind', '=', kind)
    .where('day', '=', day)
    .where('calls', '>', 0)
    .execute()
