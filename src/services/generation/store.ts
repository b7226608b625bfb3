import type { Db } from '../../../db/tables.ts'

/** Counts a call. No row comes back when the day's limit is reached. One statement: a race cannot exceed the limit. */
export const countCall = (db: Db, { day, limit }: { day: string; limit: number }) =>
  db
    .insertInto('model_calls')
    .values({ day, calls: 1 })
    .onConflict((conflict) =>
      conflict
        .column('day')
        .doUpdateSet((set) => ({ calls: set('model_calls.calls', '+', 1) }))
        .where('model_calls.calls', '<', limit),
    )
    .returning('calls')
    .executeTakeFirst()

/** Takes back a call that was counted and not made. */
export const releaseCall = (db: Db, { day }: { day: string }) =>
  db
    .updateTable('model_calls')
    .set((set) => ({ calls: set('calls', '-', 1) }))
    .where('day', '=', day)
    .where('calls', '>', 0)
    .execute()
