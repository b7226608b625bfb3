import type { Transaction } from 'kysely'
import type { OwnerKey } from '../../../db/owner.ts'
import type { Tables } from '../../../db/tables.ts'
import type { AspectRatio, Image, SubjectType } from '../../../schemas/images/index.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { type Needs as BlobNeeds, confirmBlobs, type KeptBlob, keepBlob } from '../../services/blobs/keep.ts'
import type { EncodedPicture } from '../../services/pictures/messages.ts'
import { normalised, toImage } from './image.ts'
import * as store from './store.ts'
import { wordsOf } from './words.ts'

export type SurplusNeeds = Pick<Deps, 'clock'> & { env: Pick<Deps['env'], 'MAX_IMAGES_PER_ITEM'> }
export type Needs = BlobNeeds & SurplusNeeds

/** What is known of a picture besides its pixels. */
export interface NewImage {
  /** Null for a picture that belongs to the service. */
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

/** The entry of an import became a picture earlier, or at the same time in another process. */
export class AlreadyImported extends Error {}

/** A picture whose objects are in the storage; nothing refers to them yet. */
export interface KeptPicture {
  picture: EncodedPicture
  full: KeptBlob
  thumbnail: KeptBlob
}

/** First step: writes both objects. Throws `storage-unavailable` or `storage-full`. */
export async function keepPicture(deps: Needs, picture: EncodedPicture): Promise<KeptPicture> {
  const full = await keepBlob(deps, picture.full.bytes, 'image/webp')
  const thumbnail = await keepBlob(deps, picture.thumbnail.bytes, 'image/webp')
  return { picture, full, thumbnail }
}

/**
 * Second step: the row, in a transaction with whatever else has to be true of it. What is then too much of its subject
 * goes to the trash.
 */
export async function insertPicture(
  deps: Needs,
  trx: Transaction<Tables>,
  kept: KeptPicture,
  image: NewImage,
): Promise<Image> {
  const inserted = await addPicture(trx, kept, image)
  const { owner, subject_type, subject_name } = image
  await trashSurplus(deps, trx, { owner, subject_type, subject_key: normalised(subject_name) }, inserted.id)
  return inserted
}

/** The row alone, for an import, which decides later what is too much. Throws `AlreadyImported`. */
export async function addPicture(
  trx: Transaction<Tables>,
  { picture, full, thumbnail }: KeptPicture,
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
  if (!inserted) throw new AlreadyImported('the entry is a picture already')
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

/**
 * Moves what is beyond the newest pictures of an owner's subject to the trash, but never `keptId`. Resolves to how many;
 * a thousand at most.
 */
export async function trashSurplus(
  { clock, env }: SurplusNeeds,
  trx: Transaction<Tables>,
  subject: store.OwnedSubject,
  keptId?: number,
): Promise<number> {
  await store.lockSubject(trx, subject)
  const surplus = await store.listSurplus(trx, subject, env.MAX_IMAGES_PER_ITEM)
  const ids = surplus.map(({ id }) => id).filter((id) => id !== keptId)
  if (ids.length > 0) await store.trashImages(trx, ids, clock.now().toISOString())
  return ids.length
}
