import type { Selectable } from 'kysely'
import type { LeasesTable } from '../../../db/tables/leases.ts'
import type { Db } from '../../../db/tables.ts'

/** The lease of one holder. */
export type LeaseId = Pick<LeasesTable, 'key' | 'holder'>
/** A row as a poll finds it. */
export type LeaseState = Pick<Selectable<LeasesTable>, 'holder' | 'heartbeat' | 'outcome'>

/** Which row a statement changes, and when. */
export type LeaseChange = LeaseId & Pick<LeasesTable, 'updated_at'>

export const findLease = (db: Db, key: string): Promise<LeaseState | undefined> =>
  db.selectFrom('leases').select(['holder', 'heartbeat', 'outcome']).where('key', '=', key).executeTakeFirst()

/** Takes a key that has no row, or whose row is still as it was found. No row comes back when it is not. */
export const takeLease = (db: Db, { found, ...lease }: LeaseChange & { found: LeaseState | undefined }) =>
  db
    .insertInto('leases')
    .values({ ...lease, heartbeat: 0, outcome: null })
    .onConflict((conflict) => {
      const taken = conflict.column('key')
      if (!found) return taken.doNothing()
      return taken
        .doUpdateSet({ ...lease, heartbeat: 0, outcome: null })
        .where('leases.holder', '=', found.holder)
        .where('leases.heartbeat', '=', found.heartbeat)
    })
    .returning('holder')
    .executeTakeFirst()

/** Shows that the holder works. No row comes back when the lease was lost or has ended. */
export const sendHeartbeat = (db: Db, { key, holder, updated_at }: LeaseChange) =>
  db
    .updateTable('leases')
    .set((set) => ({ heartbeat: set('heartbeat', '+', 1), updated_at }))
    .where('key', '=', key)
    .where('holder', '=', holder)
    .where('outcome', 'is', null)
    .returning('holder')
    .executeTakeFirst()

/** Ends the lease with an outcome. No row comes back when it was lost or has ended. */
export const settleLease = (db: Db, { key, holder, outcome, updated_at }: LeaseChange & { outcome: string }) =>
  db
    .updateTable('leases')
    .set((set) => ({ heartbeat: set('heartbeat', '+', 1), outcome, updated_at }))
    .where('key', '=', key)
    .where('holder', '=', holder)
    .where('outcome', 'is', null)
    .returning('holder')
    .executeTakeFirst()

/** Ends the lease without an outcome: another process may take it. No row comes back when it was lost or has ended. */
export const releaseLease = (db: Db, { key, holder }: LeaseId) =>
  db
    .deleteFrom('leases')
    .where('key', '=', key)
    .where('holder', '=', holder)
    .where('outcome', 'is', null)
    .returning('holder')
    .executeTakeFirst()

export const pruneLeases = (db: Db, before: string) =>
  db.deleteFrom('leases').where('updated_at', '<', before).execute()
