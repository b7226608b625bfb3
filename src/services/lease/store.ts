import type { Selectable } from 'kysely'
import type { LeasesTable } from '../../../db/tables/leases.ts'
import type { Db } from '../../../db/tables.ts'

export type Mine = Pick<LeasesTable, 'key' | 'holder'>
export type Seen = Pick<Selectable<LeasesTable>, 'holder' | 'beat' | 'outcome'>

export const findLease = (db: Db, key: string): Promise<Seen | undefined> =>
  db.selectFrom('leases').select(['holder', 'beat', 'outcome']).where('key', '=', key).executeTakeFirst()

/** Takes a key that has no row, or whose row is still as it was seen. No row comes back when it is not. */
export const takeLease = (db: Db, { seen, ...mine }: Mine & { seen: Seen | undefined; updated_at: string }) =>
  db
    .insertInto('leases')
    .values({ ...mine, beat: 0, outcome: null })
    .onConflict((conflict) => {
      const taken = conflict.column('key')
      if (!seen) return taken.doNothing()
      return taken
        .doUpdateSet({ ...mine, beat: 0, outcome: null })
        .where('leases.holder', '=', seen.holder)
        .where('leases.beat', '=', seen.beat)
    })
    .returning('holder')
    .executeTakeFirst()

/** Shows that the holder works. No row comes back when the lease was lost. */
export const raiseBeat = (db: Db, { key, holder, updated_at }: Mine & { updated_at: string }) =>
  db
    .updateTable('leases')
    .set((set) => ({ beat: set('beat', '+', 1), updated_at }))
    .where('key', '=', key)
    .where('holder', '=', holder)
    .where('outcome', 'is', null)
    .returning('holder')
    .executeTakeFirst()

/** Ends the lease with an outcome. No row comes back when it was lost. */
export const settleLease = (
  db: Db,
  { key, holder, outcome, updated_at }: Mine & { outcome: string; updated_at: string },
) =>
  db
    .updateTable('leases')
    .set((set) => ({ beat: set('beat', '+', 1), outcome, updated_at }))
    .where('key', '=', key)
    .where('holder', '=', holder)
    .where('outcome', 'is', null)
    .returning('holder')
    .executeTakeFirst()

/** Ends the lease without an outcome: the next one may have it at once. No row comes back when it was lost. */
export const releaseLease = (db: Db, { key, holder }: Mine) =>
  db
    .deleteFrom('leases')
    .where('key', '=', key)
    .where('holder', '=', holder)
    .where('outcome', 'is', null)
    .returning('holder')
    .executeTakeFirst()

export const pruneLeases = (db: Db, before: string) =>
  db.deleteFrom('leases').where('updated_at', '<', before).execute()
