import { urlWith } from './addresses.ts'
import { inGroup, optional, text, whole } from './variable.ts'

export const cache = inGroup('cache and limits', {
  REDIS_URL: optional(
    text('redis://… or rediss://…: Redis or Valkey, shared by all instances', {
      rules: [urlWith('redis://', 'rediss://')],
    }),
  ),
  RATE_LIMIT_PER_MINUTE: whole(1, 1_000_000_000, 3000, 'Requests a minute of one caller, over all routes'),
  SAVE_BYTES_PER_MINUTE: whole(1_024, 1_000_000_000_000, 104_857_600, 'Bytes a minute that one caller may save'),
  NEW_SESSIONS_PER_MINUTE: whole(
    1,
    1_000_000_000,
    600,
    'Sessions without an account a minute that one caller may begin',
  ),
})
