import { type Static, Type } from '@sinclair/typebox'
import { pageOf } from '../paging.ts'
import { ServedBy } from '../served-by.ts'
import { enumOf, nullable, pattern, ref, Timestamp } from '../shared.ts'

const notBlank = pattern('\\S', 'must not be blank')

export const tag = { name: 'images', description: 'Pictures of scenes, items and characters, and their gallery' }

export const SubjectType = enumOf(['scene', 'item', 'character'], { description: 'What kind of thing is shown' })
export type SubjectType = Static<typeof SubjectType>

export const AspectRatio = enumOf(['1:1', '16:9', '4:3', '9:16'], { description: 'Width to height' })
export type AspectRatio = Static<typeof AspectRatio>

export const SubjectName = Type.String({
  minLength: 1,
  maxLength: 200,
  ...notBlank,
  description: 'What is shown. Names that differ in upper case or spaces alone are one subject',
  examples: ['Healing Potion'],
})

export const Component = Type.String({
  minLength: 1,
  maxLength: 100,
  ...notBlank,
  description: 'Part of the game that shows the picture',
  examples: ['inventory'],
})

const ImageId = Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991, examples: [1] })
export const imageParams = Type.Object({ id: { ...ImageId, description: 'The id of a picture' } })

/** Members of a request for a picture. */
export const Prompt = Type.String({
  minLength: 10,
  maxLength: 1000,
  ...notBlank,
  description: 'What the picture shows, in words',
  examples: ['A round glass bottle of a glowing red healing potion on a mossy stone'],
})

export const CustomPrompt = Type.String({
  minLength: 1,
  maxLength: 200,
  ...notBlank,
  description: "The player's own addition. It must contain the subject's name, and no markup",
  examples: ['Healing Potion with a dragon on its label'],
})

export const Seed = Type.Integer({
  minimum: 0,
  maximum: 2_147_483_647,
  description: 'The same words and seed give the same picture, where the provider can do that',
})

const webp = (examples: string[]) => Type.String({ description: 'Address of the WebP, on this service', examples })

export const imageExample = {
  id: 1,
  subject_name: 'Healing Potion',
  subject_type: 'item',
  component: 'inventory',
  prompt: 'A round glass bottle of a glowing red healing potion on a mossy stone',
  custom_prompt: 'Healing Potion with a dragon on its label',
  aspect_ratio: '1:1',
  width: 1024,
  height: 1024,
  storage_path_full: 'images/3f/3f1c0a-mk2p9x.webp',
  storage_path_thumbnail: 'images/a0/a09d77-p04xq1.webp',
  url: '/api/v1/images/1/file',
  thumbnail_url: '/api/v1/images/1/file?variant=thumbnail',
  file_size_bytes: 61_204,
  sha256: '3f1c0a6be54c7ab1f2a9a3f0c7d3c1e48f8a2b6f0d3f4f0bb7c1c1f5f1e0a9d2',
  placeholder: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
  generation_time_ms: 92,
  created_at: '2026-11-20T09:30:00.000Z',
  is_featured: false,
  use_count: 0,
  served_by: {
    provider: 'embedded',
    model: 'painter-1',
    cached: false,
    fallback: true,
    fallback_reason: 'not_configured',
    latency_ms: 92,
    cost_micro_usd: 0,
  },
}

const storagePath = (what: string) =>
  Type.String({ description: `Key of ${what} in the storage; never a path of a file system` })

export const imageMembers = {
  id: ImageId,
  subject_name: SubjectName,
  subject_type: SubjectType,
  component: Component,
  prompt: Type.String({ description: 'What was asked for' }),
  custom_prompt: nullable(Type.String()),
  aspect_ratio: AspectRatio,
  width: Type.Integer({ description: 'Pixels' }),
  height: Type.Integer({ description: 'Pixels' }),
  storage_path_full: storagePath('the whole picture'),
  storage_path_thumbnail: storagePath('the thumbnail'),
  url: webp(['/api/v1/images/1/file']),
  thumbnail_url: webp(['/api/v1/images/1/file?variant=thumbnail']),
  file_size_bytes: Type.Integer({ description: 'Of the whole picture' }),
  sha256: Type.String({ description: 'Of the whole picture, in hexadecimal; also its ETag' }),
  placeholder: Type.String({ description: 'BlurHash: a blurred picture of a few characters, to show while it loads' }),
  generation_time_ms: Type.Integer({ description: 'Milliseconds from the request until it was stored' }),
  created_at: Timestamp,
  is_featured: Type.Boolean({ description: 'The picture to show first of its subject' }),
  use_count: Type.Integer({ description: 'How often it was used as a scene; counted within seconds' }),
  served_by: ref(ServedBy),
}

export const Image = Type.Object(
  {
    ...imageMembers,
    base64_data: Type.Optional(Type.String({ description: 'The whole picture as WebP in base64, with include_data' })),
  },
  { $id: 'Image', description: 'A picture that is stored, with its thumbnail', examples: [imageExample] },
)
export type Image = Static<typeof Image>

export const ImagePage = pageOf('ImagePage', Image, 'Pictures, featured ones first, then the newest')
export type ImagePage = Static<typeof ImagePage>

export const ImageFeatured = Type.Object(
  { id: ImageId, is_featured: Type.Boolean(), subject_name: SubjectName },
  {
    $id: 'ImageFeatured',
    description: 'Whether the picture is now the one to show first',
    examples: [{ id: 1, is_featured: true, subject_name: 'Healing Potion' }],
  },
)
export type ImageFeatured = Static<typeof ImageFeatured>

export const ImageDeleted = Type.Object(
  { id: ImageId, status: Type.Literal('deleted'), message: Type.String() },
  {
    $id: 'ImageDeleted',
    description: 'The picture is in the trash',
    examples: [{ id: 1, status: 'deleted', message: 'In the trash until 2026-12-20; it can be restored until then.' }],
  },
)
export type ImageDeleted = Static<typeof ImageDeleted>
