import type { Image } from '../../../schemas/images/index.ts'
import type { Scene } from '../../../schemas/scenes.ts'
import type { Deps } from '../../deps.ts'
import type { Effect } from '../../services/idempotency/idempotency.ts'
import { NotShared } from '../../services/lease/outcome.ts'
import { isPainted, type Missed, type Painted, paintBuiltIn, paintByModel } from '../../services/painting/paint.ts'
import { blocked, type Needs as ImageNeeds, insertPicture, keepPicture, toImage } from '../images/actions.ts'
import { captionOf, keyOf, locationKey, type SceneId, subjectOf } from './scene.ts'
import * as store from './store.ts'

export type Needs = ImageNeeds & { env: Pick<Deps['env'], 'CACHE_EXPIRY_DAYS'> }

/** A scene's picture, and how it was come by. */
export interface Served {
  scene: Scene
  cache: 'HIT' | 'MISS' | 'DEDUP' | 'STALE'
  /** What the picture cost when it was painted, in millionths of a US dollar. */
  paid: number
}

export const DAY_MS = 24 * 3_600_000
/** A picture by the painter, where a model is configured and was away: the model is asked again soon. */
const STAND_IN_MS = 10 * 60_000

/** The picture that a scene has, as the answer to another request for it, which costs nothing. */
export function servedAgain(image: Image, expires_at: string, cache: 'HIT' | 'DEDUP' | 'STALE'): Served {
  const served_by = { ...image.served_by, cached: true, latency_ms: 0, cost_micro_usd: 0 }
  return { scene: { ...image, served_by, cached: true, expires_at }, cache, paid: image.served_by.cost_micro_usd }
}

/**
 * Paints a scene for all who wait for it. An earlier picture is served when no model can paint, also an expired one;
 * without one, the built-in painter paints. The caller's limit is the caller's own: others who wait are not refused by
 * it.
 */
export async function paintScene(deps: Needs, scene: SceneId, limitKey: string): Promise<Effect<Served>> {
  const startedAt = deps.clock.elapsed()
  await deps.limits.require('scenes', limitKey).catch((refusal) => {
    throw new NotShared(refusal)
  })
  const subject = subjectOf(scene)
  const outcome = await paintByModel(deps, subject)
  const painted = isPainted(outcome) ? outcome : await otherwise(deps, scene, outcome)
  if ('scene' in painted) return async () => painted
  const kept = await keepPicture(deps, painted.picture)
  const generation_time_ms = Math.round(deps.clock.elapsed() - startedAt)
  return async (trx) => {
    const now = deps.clock.now()
    const image = await insertPicture(deps, trx, kept, {
      owner: null,
      subject_type: 'scene',
      subject_name: scene.location,
      component: 'scene-viewer',
      prompt: captionOf(scene),
      custom_prompt: null,
      aspect_ratio: subject.aspectRatio,
      served_by: painted.served_by,
      generation_time_ms,
      created_at: now.toISOString(),
    })
    const expires_at = new Date(now.getTime() + lifeMs(deps, painted)).toISOString()
    await store.putScene(trx, { ...entryOf(scene), image_id: image.id, created_at: now.toISOString(), expires_at })
    return { scene: { ...image, cached: false, expires_at }, cache: 'MISS', paid: image.served_by.cost_micro_usd }
  }
}

export const entryOf = (scene: SceneId) => ({ key: keyOf(scene), location_key: locationKey(scene.location) })

/** Without a model: the picture that was there, else one by the built-in painter. */
async function otherwise(deps: Needs, scene: SceneId, missed: Missed): Promise<Painted | Served> {
  if (missed.reason === 'blocked') throw blocked(missed.category)
  const row = missed.reason === 'not_configured' ? undefined : await store.findScene(deps.db, { key: keyOf(scene) })
  if (!row) return paintBuiltIn(deps, subjectOf(scene), missed)
  const stale = servedAgain(toImage(row), row.expires_at, 'STALE')
  const served_by = { ...stale.scene.served_by, fallback: true, fallback_reason: missed.reason }
  return { ...stale, scene: { ...stale.scene, served_by } }
}

function lifeMs({ env }: Needs, { served_by }: Painted) {
  const isStandIn = served_by.fallback && served_by.fallback_reason !== 'not_configured'
  return isStandIn ? STAND_IN_MS : env.CACHE_EXPIRY_DAYS * DAY_MS
}
