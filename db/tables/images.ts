import type { Identity, Instant, Json, Once } from '../columns.ts'
import type { OwnerKey } from '../owner.ts'

/** Objects in the storage of pictures. Identical bytes share one, however many pictures have them. */
export interface BlobsTable {
  id: Identity
  /** In hexadecimal. Unique among the rows that are not being deleted. */
  sha256: Once<string>
  /** A new one for each row: an object that is being deleted is never written again. */
  storage_key: Once<string>
  size_bytes: Once<number>
  content_type: Once<string>
  /** pending: the object may not be there yet. deleting: nothing may refer to it any more. */
  state: 'pending' | 'ready' | 'deleting'
  /** When it was made, or last taken for the same bytes again: from then on, a write has an hour. */
  created_at: Instant
}

/** Pictures of the gallery and of the trash. Every row has both of its objects. */
export interface ImagesTable {
  id: Identity
  /** Null for pictures that belong to the service: scenes and imports. */
  owner: Once<OwnerKey | null>
  subject_type: Once<string>
  subject_name: Once<string>
  /** The name in lower case, with single spaces: names that differ in nothing else are one subject. */
  subject_key: Once<string>
  component: Once<string>
  prompt: Once<string>
  custom_prompt: Once<string | null>
  aspect_ratio: Once<string>
  width: Once<number>
  height: Once<number>
  full_blob_id: Once<number>
  thumbnail_blob_id: Once<number>
  placeholder: Once<string>
  generation_time_ms: Once<number>
  served_by: Once<Json>
  /** Identifies what was imported, so that a second import finds it; null for the others. */
  import_hash: Once<string | null>
  /** 0 or 1. */
  is_featured: number
  use_count: number
  created_at: Once<Instant>
  /** When it was moved to the trash. */
  deleted_at: Instant | null
}

/** Words of the pictures in the gallery: one row a word and picture, in the order of the list. */
export interface ImageWordsTable {
  word: string
  /** As in images, so that the index has the order of the list. */
  is_featured: number
  image_id: number
}

export interface ImagesTables {
  blobs: BlobsTable
  images: ImagesTable
  image_words: ImageWordsTable
}
