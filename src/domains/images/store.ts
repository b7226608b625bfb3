import type { Insertable, Transaction } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import { withBlobs } from '../../../db/image-rows.ts'
import type { OwnerKey } from '../../../db/owner.ts'
import { lockName } from '../../../db/row-locks.ts'
import type { ImagesTable } from '../../../db/tables/images.ts'
import type { Db, Tables } from '../../../db/tables.ts'

export const findImage = compiled((db, { id }: { id: number }) =>
  withBlobs(db).where('images.id', '=', id).where('images.deleted_at', 'is', null),
)

/** Also when it is in the trash. */
export const findAnyImage = (db: Db, id: number) => withBlobs(db).where('images.id', '=', id).executeTakeFirst()

/** The image that an earlier import made of the same entry, wherever it is now. */
export const findImported = (db: Db, import_hash: string) =>
  db.selectFrom('images').select('id').where('import_hash', '=', import_hash).executeTakeFirst()

const fileOf = (column: 'full_blob_id' | 'thumbnail_blob_id') =>
  compiled((db, { id }: { id: number }) =>
    db
      .selectFrom('images')
      .innerJoin('blobs', 'blobs.id', `images.${column}`)
      .select(['blobs.storage_key', 'blobs.sha256', 'blobs.size_bytes'])
      .where('images.id', '=', id)
      .where('images.deleted_at', 'is', null),
  )
export const findFile = { full: fileOf('full_blob_id'), thumbnail: fileOf('thumbnail_blob_id') }

type NewImageRow = Omit<Insertable<ImagesTable>, 'id' | 'is_featured' | 'use_count' | 'deleted_at'>

/** No row comes back when the entry of an import is an image already. */
export const insertImage = (trx: Transaction<Tables>, image: NewImageRow) =>
  trx
    .insertInto('images')
    .values({ ...image, is_featured: 0, use_count: 0, deleted_at: null })
    .onConflict((conflict) => conflict.column('import_hash').doNothing())
    .returning('id')
    .executeTakeFirst()

export const insertWords = (trx: Transaction<Tables>, image_id: number, words: string[]) =>
  trx
    .insertInto('image_words')
    .values(words.map((word) => ({ word, is_featured: 0, image_id })))
    .execute()

export interface SubjectKey {
  subject_type: string
  subject_key: string
}
export type OwnedSubject = SubjectKey & { owner: OwnerKey | null }

/** The subject's images in the gallery. Changes of them by others wait until the transaction ends. */
export const lockSubject = async (trx: Transaction<Tables>, { subject_type, subject_key }: SubjectKey) => {
  await lockName(trx, `images ${subject_type} ${subject_key}`)
  return trx
    .selectFrom('images')
    .select(['id', 'is_featured'])
    .where('subject_type', '=', subject_type)
    .where('subject_key', '=', subject_key)
    .where('deleted_at', 'is', null)
    .execute()
}

/** An owner's images of a subject in the gallery, without those that scenes have. */
const ownImages = (db: Db, { owner, subject_type, subject_key }: OwnedSubject) =>
  db
    .selectFrom('images')
    .where('subject_type', '=', subject_type)
    .where('subject_key', '=', subject_key)
    .where('owner', owner === null ? 'is' : '=', owner)
    .where('deleted_at', 'is', null)
    .where('id', 'not in', (nested) => nested.selectFrom('scene_cache').select('image_id'))

export const countOwnImages = (db: Db, subject: OwnedSubject) =>
  ownImages(db, subject)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** Those beyond the featured and the newest ones. What was imported is as old as it was where it comes from. */
export const listSurplus = (trx: Transaction<Tables>, subject: OwnedSubject, max: number) =>
  ownImages(trx, subject)
    .select('id')
    .orderBy('is_featured', 'desc')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1_000)
    .offset(max)
    .execute()

export const setFeatured = async (trx: Transaction<Tables>, id: number, is_featured: 0 | 1) => {
  await trx.updateTable('images').set({ is_featured }).where('id', '=', id).execute()
  await trx.updateTable('image_words').set({ is_featured }).where('image_id', '=', id).execute()
}

/** Moves images to the trash. Scenes no longer have them. */
export const trashImages = async (trx: Transaction<Tables>, ids: number[], deleted_at: string) => {
  await trx.deleteFrom('image_words').where('image_id', 'in', ids).execute()
  await trx.deleteFrom('scene_cache').where('image_id', 'in', ids).execute()
  await trx.updateTable('images').set({ deleted_at, is_featured: 0 }).where('id', 'in', ids).execute()
}

export const restoreImage = (trx: Transaction<Tables>, id: number) =>
  trx
    .updateTable('images')
    .set({ deleted_at: null })
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()

/** Some of the images that were moved to the trash before a time. */
export const listTrash = (trx: Transaction<Tables>, before: string, limit: number) =>
  trx
    .selectFrom('images')
    .select(['id', 'full_blob_id', 'thumbnail_blob_id'])
    .where('deleted_at', '<', before)
    .orderBy('deleted_at')
    .limit(limit)
    .execute()

/** Deletes those that are still in the trash: one may have been restored since the list was read. */
export const purgeImages = (trx: Transaction<Tables>, ids: number[], before: string) =>
  trx.deleteFrom('images').where('id', 'in', ids).where('deleted_at', '<', before).execute()

export const countImages = (db: Db) =>
  db
    .selectFrom('images')
    .select((eb) => [eb.fn.countAll<number>().as('total'), eb.fn.count<number>('deleted_at').as('deleted')])
    .executeTakeFirstOrThrow()
