import { withBlobs } from '../../../db/image-rows.ts'
import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'

/** Some of an owner's images, those in the trash among them, by their ids. */
export const listOwnImages = (db: Db, { owner, after, limit }: { owner: OwnerKey; after: number; limit: number }) =>
  withBlobs(db)
    .where('images.owner', '=', owner)
    .where('images.id', '>', after)
    .orderBy('images.id')
    .limit(limit)
    .execute()

export const countOwnImages = (db: Db, owner: OwnerKey) =>
  db
    .selectFrom('images')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow()

export const handOverImages = async (db: Db, { from, to }: { from: OwnerKey; to: OwnerKey }) => {
  const { numUpdatedRows } = await db
    .updateTable('images')
    .set({ owner: to })
    .where('owner', '=', from)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/** An owner's images, and their blobs. */
export const listOwnBlobs = (db: Db, owner: OwnerKey) =>
  db.selectFrom('images').select(['id', 'full_blob_id', 'thumbnail_blob_id']).where('owner', '=', owner).execute()

export const deleteOwnImages = (db: Db, ids: readonly number[]) =>
  db.deleteFrom('images').where('id', 'in', ids).execute()
