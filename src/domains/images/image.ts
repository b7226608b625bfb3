import type { ImageRow } from '../../../db/image-rows.ts'
import type { AspectRatio, Image, SubjectType } from '../../../schemas/images/index.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'

/** Names that differ in Unicode form, capitals or spaces alone are one. */
export const normalised = (name: string) => name.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ')

/** The image as the contract has it. */
export function toImage(row: ImageRow): Image {
  const url = `/api/v1/images/${row.id}/file`
  return {
    id: row.id,
    subject_name: row.subject_name,
    subject_type: row.subject_type as SubjectType,
    component: row.component,
    prompt: row.prompt,
    custom_prompt: row.custom_prompt,
    aspect_ratio: row.aspect_ratio as AspectRatio,
    width: row.width,
    height: row.height,
    storage_path_full: row.storage_path_full,
    storage_path_thumbnail: row.storage_path_thumbnail,
    url,
    thumbnail_url: `${url}?variant=thumbnail`,
    file_size_bytes: row.file_size_bytes,
    sha256: row.sha256,
    placeholder: row.placeholder,
    generation_time_ms: row.generation_time_ms,
    created_at: row.created_at,
    is_featured: row.is_featured === 1,
    use_count: row.use_count,
    served_by: JSON.parse(row.served_by) as ServedBy,
  }
}
