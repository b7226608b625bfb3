import type { Transaction } from 'kysely'
import type { OwnerKey } from '../../../db/owner.ts'
import type { Tables } from '../../../db/tables.ts'
import type { AspectRatio, Image, SubjectType } from '../../../schemas/images/index.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import { type Needs as BlobNeeds, confirmBlobs, type StoredObject, storeObject } from '../../services/blobs/write.ts'
import type { ConvertedPicture } from '../../services/pictures/messages.ts'
import { normalised, toImage } from './image.ts'
import * as store from './store.ts'
import { type SurplusNeeds, trashSurplus } from './trash.ts'
import { wordsOf } from './words.ts'

export type Needs = BlobNeeds & SurplusNeeds

/** What is known of an image besides its picture. */
export interface NewImage {
  /** Null for an image that belongs to the service. */
  owner: OwnerKey | null
  subject_type: SubjectType
  subject_name: string
  component: string
  prompt: string
  custom_prompt: string | null
  aspect_ratio: AspectRatio
  served_by: ServedBy
  generation_time_ms: number
  created_at: string
  /** Identifies an entry of an import. */
  import_hash?: string
}

/** The entry of an import became an image earlier, or at the same time in another process. */
export class AlreadyImported extends Error {}

/** A picture whose objects are in the storage; nothing refers to them yet. */
export interface StoredPicture {
  picture: ConvertedPicture
  full: StoredObject
  thumbnail: StoredObject
}

/** First step: writes both objects. Throws `storage-unavailable` or `storage-full`. */
export async function storePicture(deps: Needs, picture: ConvertedPicture): Promise<StoredPicture> {
  const full = await storeObject(deps, picture.full.bytes, 'image/webp')
  const thumbnail = await storeObject(deps, picture.thumbnail.bytes, 'image/webp')
  return { picture, full, thumbnail }
}

/**
 * Second step: the row, in a transaction with whatever else has to be true of it. What is then too much of its subject
 * goes to the trash.
 */
export async function insertImage(
  deps: Needs,
  trx: Transaction<Tables>,
  stored: StoredPicture,
  image: NewImage,
): Promise<Image> {
  const inserted = await addImage(trx, stored, image)
  const { owner, subject_type, subject_name } = image
  await trashSurplus(deps, trx, { owner, subject_type, subject_key: normalised(subject_name) }, inserted.id)
  return inserted
}

/** The row alone, for an import, which decides later what is too much. Throws `AlreadyImported`. */
export async function addImage(
  trx: Transaction<Tables>,
  { picture, full, thumbnail }: StoredPicture,
  { import_hash = undefined, served_by, ...image }: NewImage,
): Promise<Image> {
  await confirmBlobs(trx, [full, thumbnail])
  const row = {
    ...image,
    subject_key: normalised(image.subject_name),
    width: picture.full.width,
    height: picture.full.height,
    placeholder: picture.placeholder,
    served_by: JSON.stringify(served_by),
  }
  const objects = { full_blob_id: full.id, thumbnail_blob_id: thumbnail.id }
  const inserted = await store.insertImage(trx, { ...row, ...objects, import_hash: import_hash ?? null })
  if (!inserted) throw new AlreadyImported('the entry is an image already')
  const { id } = inserted
  const words = wordsOf(image.subject_name, image.prompt, image.custom_prompt)
  if (words.length > 0) await store.insertWords(trx, id, words)
  return toImage({
    ...row,
    id,
    is_featured: 0,
    use_count: 0,
    deleted_at: null,
    storage_path_full: full.storageKey,
    storage_path_thumbnail: thumbnail.storageKey,
    file_size_bytes: full.sizeBytes,
    sha256: full.sha256,
  })
}
