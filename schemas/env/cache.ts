import { urlWith } from './addresses.ts'
import { inGroup, optional, text, whole } from './variable.ts'

export const cache = inGroup('cache and limits', {
  REDIS_URL: optional(
    text('redis://… or rediss://…: Redis or Valkey, shared by all instances', {
      rules: [urlWith('redis://', 'rediss://')],
    }),
  ),
  RATE_LIMIT_PER_MINUTE: whole(1, 1_000_000_000, 3000, 'Requests a minute of one caller, over all routes'),
})
