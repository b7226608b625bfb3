import type { Instant, Once } from '../columns.ts'

/** Which picture a place has at an hour and in a weather. */
interface SceneCacheTable {
  /** Place, hour, weather and the version of the prompt's template, normalised, as JSON. */
  key: Once<string>
  location_key: Once<string>
  image_id: number
  created_at: Instant
  expires_at: Instant
  /** Until then an expired picture is served without asking the models again: they could not paint a moment ago. */
  stale_until: Instant | null
  /** Why they could not: a fallback reason. */
  stale_reason: string | null
  use_count: number
  last_used: Instant
}

/** Counts since the service was installed, one row each. */
export interface SceneCountsTable {
  name: 'hits' | 'misses' | 'joined' | 'stale' | 'saved_micro_usd'
  count: number
}

export interface ScenesTables {
  scene_cache: SceneCacheTable
  scene_counts: SceneCountsTable
}
