import type { Image } from '../../../schemas/images/index.ts'
import type { Scene } from '../../../schemas/scenes.ts'
import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { requireStorage } from '../../services/blobs/write.ts'
import { DAY_MS } from '../../services/durations.ts'
import type { Effect } from '../../services/idempotency/idempotency.ts'
import { NotShared } from '../../services/lease/outcome.ts'
import { isPainted, type Missed, type Painted, paintBuiltIn, paintByModel } from '../../services/painting/paint.ts'
import {
  blocked,
  type Needs as ImageNeeds,
  insertImage,
  type NewImage,
  storePicture,
  toImage,
} from '../images/actions.ts'
import { captionOf, keyOf, locationKey, paintRequestOf, type SceneId } from './scene.ts'
import * as store from './store.ts'

export type Needs = ImageNeeds & { env: Pick<Deps['env'], 'CACHE_EXPIRY_DAYS'> }

/** A scene's picture, and whether it was there. */
export interface Served {
  scene: Scene
  cache: 'HIT' | 'MISS' | 'DEDUP' | 'STALE'
  /** What the picture cost when it was painted, in millionths of a US dollar. */
  paid: number
}

/** A picture by the painter, where a model is configured and was away: the model is asked again soon. */
const STAND_IN_MS = 10 * 60_000

/** The picture that a scene has, as the answer to another request for it, which costs nothing. */
export function servedAgain(image: Image, expires_at: string, cache: 'HIT' | 'DEDUP' | 'STALE'): Served {
  const served_by = { ...image.served_by, cached: true, latency_ms: 0, cost_micro_usd: 0 }
  return { scene: { ...image, served_by, cached: true, expires_at }, cache, paid: image.served_by.cost_micro_usd }
}

/** An expired picture, served because no model could paint: they are asked again after this time, or when a quota says. */
const STALE_MS = 10_000
const MAX_STALE_MS = 60_000

type Scenery = SceneId & { force_regenerate: boolean }

type KnownOfScene = Pick<NewImage, 'aspect_ratio' | 'served_by' | 'generation_time_ms' | 'created_at' | 'import_hash'>

/** A scene's picture as the gallery has it: it belongs to the service, and not to the first who asked for it. */
export const sceneImage = (scene: SceneId, known: KnownOfScene, prompt = captionOf(scene)): NewImage => ({
  owner: null,
  subject_type: 'scene',
  subject_name: scene.location,
  component: 'scene-viewer',
  prompt,
  custom_prompt: null,
  ...known,
})

/**
 * Paints a scene for all who wait for it. An earlier picture is served when no model can paint, also an expired one;
 * without one, the built-in painter paints.
 */
export async function paintScene(deps: Needs, scene: Scenery, limitKey: string): Promise<Effect<Served>> {
  const startedAt = deps.clock.elapsed()
  const limited = await overLimit(deps, scene, limitKey)
  if (limited) return async () => limited
  if (deps.imaging.length > 1) await requireStorage(deps)
  const request = paintRequestOf(scene)
  // The picture serves all who ask for the scene: the service pays, not the first of them.
  const outcome = await paintByModel(deps, request, { owner: null })
  if (isPainted(outcome)) return newScene(deps, scene, outcome, startedAt)
  if (outcome.reason === 'blocked') throw blocked(outcome.category)
  const row = outcome.reason === 'not_configured' ? undefined : await store.findScene(deps.db, { key: keyOf(scene) })
  if (row) return keptStale(deps, scene, row, outcome)
  return newScene(deps, scene, await paintBuiltIn(deps, request, outcome), startedAt)
}

/** Stores a picture, and gives it to the scene. */
async function newScene(deps: Needs, scene: SceneId, { picture, served_by }: Painted, startedAt: number) {
  const stored = await storePicture(deps, picture)
  const generation_time_ms = Math.round(deps.clock.elapsed() - startedAt)
  const effect: Effect<Served> = async (trx) => {
    const now = deps.clock.now()
    const created_at = now.toISOString()
    const known = { aspect_ratio: '16:9', served_by, generation_time_ms, created_at } as const
    const image = await insertImage(deps, trx, stored, sceneImage(scene, known))
    const expires_at = new Date(now.getTime() + lifeMs(deps, served_by)).toISOString()
    await store.putScene(trx, { ...entryOf(scene), image_id: image.id, created_at, expires_at })
    return { scene: { ...image, cached: false, expires_at }, cache: 'MISS', paid: served_by.cost_micro_usd }
  }
  return effect
}

export const entryOf = (scene: SceneId) => ({ key: keyOf(scene), location_key: locationKey(scene.location) })

/**
 * For a caller who has used up the limit, the picture that was there, also an expired one. Without one, or when a new one
 * is asked for, throws the refusal: it is the caller's own, and the others who wait are not refused by it.
 */
async function overLimit(deps: Needs, scene: Scenery, limitKey: string): Promise<Served | undefined> {
  const use = await deps.limits.use('scenes', limitKey)
  if (use.isAllowed) return undefined
  const row = scene.force_regenerate ? undefined : await store.findScene(deps.db, { key: keyOf(scene) })
  if (!row) throw new NotShared(deps.limits.refusalOf('scenes', use))
  return staleScene(row, 'budget')
}

/** For a while the models are not asked again: to ask them for each request would take time, and use up limits. */
function keptStale(
  { clock }: Needs,
  scene: SceneId,
  row: store.SceneRow,
  { reason, retryAfterMs = STALE_MS }: Missed,
): Effect<Served> {
  return async (trx) => {
    const stale_until = new Date(clock.now().getTime() + Math.min(retryAfterMs, MAX_STALE_MS)).toISOString()
    await store.keepStale(trx, { key: keyOf(scene), stale_until, stale_reason: reason })
    return staleScene(row, reason)
  }
}

/** An expired picture, and why there is none of now. */
export function staleScene(row: store.SceneRow, reason: FallbackReason): Served {
  const stale = servedAgain(toImage(row), row.expires_at, 'STALE')
  const served_by = { ...stale.scene.served_by, fallback: true, fallback_reason: reason }
  return { ...stale, scene: { ...stale.scene, served_by } }
}

function lifeMs({ env }: Needs, served_by: ServedBy) {
  const isStandIn = served_by.fallback && served_by.fallback_reason !== 'not_configured'
  return isStandIn ? STAND_IN_MS : env.CACHE_EXPIRY_DAYS * DAY_MS
}
