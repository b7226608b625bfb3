import { inGroup, text, whole } from './variable.ts'

export const images = inGroup('images and scenes', {
  GEMINI_IMAGE_MODEL: text('The model that paints when GEMINI_API_KEY is set (as of 2026-11)', {
    default: 'gemini-3.1-flash-image',
  }),
  IMAGING_DEADLINE_MS: whole(100, 45_000, 30_000, 'Milliseconds that a model has for a picture'),
  IMAGE_CALLS_PER_DAY: whole(
    0,
    100_000_000,
    500,
    'Pictures of paid models a day (UTC), of all callers and processes together; beyond it the built-in painter paints',
  ),
  MAX_REQUESTS_PER_MINUTE: whole(1, 1_000_000, 10, 'Pictures a minute that one caller may have painted'),
  MAX_SCENES_PER_MINUTE: whole(
    1,
    1_000_000,
    5,
    'Scenes a minute that one caller may have painted; those that are painted already are not counted',
  ),
  CACHE_EXPIRY_DAYS: whole(1, 3_650, 7, 'Days after which a scene is painted anew'),
  WEBP_QUALITY: whole(1, 100, 85, 'Quality of pictures; thumbnails have 80'),
  THUMBNAIL_SIZE: whole(16, 1_024, 200, 'Longer side of a thumbnail in pixels'),
  MAX_IMAGE_SIZE_MB: whole(1, 50, 5, 'Largest picture that is stored, in MB (10^6 bytes)'),
  MAX_IMAGES_PER_ITEM: whole(
    1,
    10_000,
    20,
    'Pictures of one subject that one owner has; beyond it the oldest one that is not featured goes to the trash',
  ),
})
