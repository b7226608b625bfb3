import type { Selectable } from 'kysely'
import type { ImagesTable } from './tables/images.ts'
import type { Db } from './tables.ts'

/** An image with what its blobs know. */
export interface ImageRow extends Omit<Selectable<ImagesTable>, 'full_blob_id' | 'thumbnail_blob_id' | 'import_hash'> {
  storage_path_full: string
  storage_path_thumbnail: string
  file_size_bytes: number
  sha256: string
}

const columns = [
  'images.id',
  'images.owner',
  'images.subject_type',
  'images.subject_name',
  'images.subject_key',
  'images.component',
  'images.prompt',
  'images.custom_prompt',
  'images.aspect_ratio',
  'images.width',
  'images.height',
  'images.placeholder',
  'images.generation_time_ms',
  'images.served_by',
  'images.is_featured',
  'images.use_count',
  'images.created_at',
  'images.deleted_at',
  'full.storage_key as storage_path_full',
  'full.size_bytes as file_size_bytes',
  'full.sha256',
  'thumbnail.storage_key as storage_path_thumbnail',
] as const

/** Images with their blobs, the ones in the trash among them. */
export const withBlobs = (db: Db) =>
  db
    .selectFrom('images')
    .innerJoin('blobs as full', 'full.id', 'images.full_blob_id')
    .innerJoin('blobs as thumbnail', 'thumbnail.id', 'images.thumbnail_blob_id')
    .select(columns)
