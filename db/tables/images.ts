import type { Identity, Instant, Json, Once } from '../columns.ts'
import type { OwnerKey } from '../owner.ts'

/** Images in the gallery and in the trash. Every row has both of its blobs. */
export interface ImagesTable {
  id: Identity
  /** Null for images that belong to the service: scenes and imports. */
  owner: OwnerKey | null
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

/** Words of the images in the gallery: one row a word and image, in the order of the list. */
interface ImageWordsTable {
  word: string
  /** As in images, so that the index has the order of the list. */
  is_featured: number
  image_id: number
}

export interface ImagesTables {
  images: ImagesTable
  image_words: ImageWordsTable
}
