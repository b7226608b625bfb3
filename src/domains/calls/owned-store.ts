import type { Transaction } from 'kysely'
import type { Db, Tables } from '../../../db/tables.ts'

export { FIRST_UUID } from '../../../db/columns.ts'

/** Some of a user's calls, the oldest first. */
export const listAfter = (db: Db, user_id: string, after: string, limit: number) =>
  db
    .selectFrom('calls')
    .selectAll()
    .where('user_id', '=', user_id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

export const listScheduledAfter = (db: Db, user_id: string, after: string, limit: number) =>
  db
    .selectFrom('scheduled_calls')
    .selectAll()
    .where('user_id', '=', user_id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** The carrier's names of the calls that are not over. */
export const listOpenSids = (trx: Transaction<Tables>, user_id: string) =>
  trx
    .selectFrom('calls')
    .select('sid')
    .where('user_id', '=', user_id)
    .where('status', 'in', ['initiating', 'ringing', 'in_progress'])
    .where('sid', 'is not', null)
    .execute()

export const listBlobs = (trx: Transaction<Tables>, user_id: string) =>
  trx
    .selectFrom('calls')
    .select('recording_blob_id')
    .where('user_id', '=', user_id)
    .where('recording_blob_id', 'is not', null)
    .execute()

/** With all that belongs to them. */
export const deleteCalls = async (trx: Transaction<Tables>, user_id: string) => {
  await trx.deleteFrom('calls').where('user_id', '=', user_id).execute()
  await trx.deleteFrom('scheduled_calls').where('user_id', '=', user_id).execute()
}
