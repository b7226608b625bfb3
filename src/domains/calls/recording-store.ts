import type { Transaction } from 'kysely'
import type { Db, Tables } from '../../../db/tables.ts'

/** No row comes back when the call is gone, or has a recording. */
export const setRecording = (
  trx: Transaction<Tables>,
  { id, recording_blob_id }: { id: string; recording_blob_id: number },
) =>
  trx
    .updateTable('calls')
    .set({ recording_blob_id })
    .where('id', '=', id)
    .where('recording_blob_id', 'is', null)
    .returning('id')
    .executeTakeFirst()

/** The object of a recording. */
export const findRecording = (db: Db, id: number) =>
  db
    .selectFrom('blobs')
    .select(['storage_key', 'sha256', 'size_bytes'])
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .executeTakeFirst()

/** No recording is kept of these calls any more. */
export const dropRecordings = (trx: Transaction<Tables>, ids: string[]) =>
  trx.updateTable('calls').set({ recording_blob_id: null }).where('id', 'in', ids).execute()
