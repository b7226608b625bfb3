import { type Insertable, sql, type Transaction } from 'kysely'
import type { BlobsTable } from '../../../db/tables/blobs.ts'
import type { Db, Tables } from '../../../db/tables.ts'

/** Takes the row of these bytes: a new one, or the one that there is. It is then not deleted for the time of a write. */
export const takeBlob = (db: Db, blob: Omit<Insertable<BlobsTable>, 'state'>) =>
  db
    .insertInto('blobs')
    .values({ ...blob, state: 'pending' })
    .onConflict((conflict) =>
      conflict
        .column('sha256')
        .where('state', '<>', sql.lit('deleting'))
        .doUpdateSet((set) => ({ created_at: set.ref('excluded.created_at') })),
    )
    .returning(['id', 'storage_key', 'state'])
    .executeTakeFirstOrThrow()

/**
 * Makes a blob one that rows may refer to, and locks it until the transaction ends. No row comes back when it is being
 * deleted.
 */
export const confirmBlob = (trx: Transaction<Tables>, id: number) =>
  trx
    .updateTable('blobs')
    .set({ state: 'ready' })
    .where('id', '=', id)
    .where('state', '<>', 'deleting')
    .returning('id')
    .executeTakeFirst()

/**
 * Locks a blob, so that no other transaction refers to it before this one ends.
 * NOTE: this must be a statement of its own. On Postgres, a statement that waits for a lock does not see the rows that
 * were written while it waited in its other tables.
 */
export const lockBlob = (trx: Transaction<Tables>, id: number) =>
  trx
    .updateTable('blobs')
    .set((set) => ({ state: set.ref('state') }))
    .where('id', '=', id)
    .execute()

/** Marks those of the locked blobs that neither an image nor a call has; one that was taken since `before` waits for that write. */
export const markUnused = (trx: Transaction<Tables>, ids: number[], before: string) =>
  trx
    .updateTable('blobs')
    .set({ state: sql<BlobsTable['state']>`case when created_at < ${before} then 'deleting' else 'pending' end` })
    .where('id', 'in', ids)
    .where('state', '<>', 'deleting')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('images')
            .select('images.id')
            .where((image) =>
              image.or([
                image('full_blob_id', '=', image.ref('blobs.id')),
                image('thumbnail_blob_id', '=', image.ref('blobs.id')),
              ]),
            ),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('calls').select('calls.id').whereRef('calls.recording_blob_id', '=', 'blobs.id'))),
    )
    .returning(['id', 'storage_key', 'size_bytes', 'state'])
    .execute()

/** Blobs that were taken before `before` and that no image has. */
export const listAbandoned = (db: Db, before: string, limit: number) =>
  db
    .selectFrom('blobs')
    .select('id')
    .where('state', '=', 'pending')
    .where('created_at', '<', before)
    .orderBy('id')
    .limit(limit)
    .execute()

/** What `listAbandoned` and `listDeleting` together have. */
export const sumUnfinished = (db: Db, before: string) =>
  db
    .selectFrom('blobs')
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      eb.fn.coalesce(eb.fn.sum<number>('size_bytes'), eb.lit(0)).as('bytes'),
    ])
    .where(({ or, and, eb }) =>
      or([eb('state', '=', 'deleting'), and([eb('state', '=', 'pending'), eb('created_at', '<', before)])]),
    )
    .executeTakeFirstOrThrow()

/** Blobs whose delete has begun: a process that ended in the middle of it has left them. */
export const listDeleting = (db: Db, { after, limit }: { after: number; limit: number }) =>
  db
    .selectFrom('blobs')
    .select(['id', 'storage_key', 'size_bytes'])
    .where('state', '=', 'deleting')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

export const deleteBlob = (db: Db, id: number) =>
  db.deleteFrom('blobs').where('id', '=', id).where('state', '=', 'deleting').execute()

/** Blobs whose objects must be there, in the order of their ids. */
export const listReady = (db: Db, { after, limit }: { after: number; limit: number }) =>
  db
    .selectFrom('blobs')
    .select(['id', 'storage_key', 'size_bytes', 'sha256'])
    .where('state', '=', 'ready')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

export const findReady = (db: Db, id: number) =>
  db.selectFrom('blobs').select('id').where('id', '=', id).where('state', '=', 'ready').executeTakeFirst()

/** Which of these keys have a blob. */
export const findKeys = (db: Db, keys: string[]) =>
  db.selectFrom('blobs').select('storage_key').where('storage_key', 'in', keys).execute()

/** Makes a blob for an object that has none, so that it can be deleted. No row comes back when it has one by now. */
export const insertUntracked = (db: Db, blob: Omit<Insertable<BlobsTable>, 'state'>) =>
  db
    .insertInto('blobs')
    .values({ ...blob, state: 'deleting' })
    .onConflict((conflict) => conflict.column('storage_key').doNothing())
    .returning(['id', 'storage_key', 'size_bytes'])
    .executeTakeFirst()

export const sumBlobs = (db: Db) =>
  db
    .selectFrom('blobs')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('size_bytes'), eb.lit(0)).as('bytes'))
    .where('state', '=', 'ready')
    .executeTakeFirstOrThrow()
