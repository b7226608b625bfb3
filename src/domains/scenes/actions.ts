import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { SceneCacheCleared, SceneCacheStats } from '../../../schemas/scenes.ts'
import type { FallbackReason } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import type { MaybeSpending, Spending } from '../../http/spending.ts'
import { DAY_MS } from '../../services/durations.ts'
import { type Outcome, runOnce } from '../../services/idempotency/idempotency.ts'
import { cacheLookups } from '../../services/metrics/metrics.ts'
import { toImage } from '../images/actions.ts'
import type { SceneCounts } from './counts.ts'
import { entryOf, type Needs as PaintNeeds, paintScene, type Served, servedAgain, staleScene } from './paint.ts'
import { keyOf, locationKey, type SceneId } from './scene.ts'
import * as store from './store.ts'

export type Needs = PaintNeeds & Pick<Deps, 'leases'>

export { sceneImage } from './paint.ts'
export type { SceneId } from './scene.ts'

/** As metrics name them. */
const outcomes = { HIT: 'hit', MISS: 'miss', DEDUP: 'join', STALE: 'stale' }

type Request = SceneId & { force_regenerate: boolean }

/** The picture of a scene: the one that is there, or one that is painted once for all who ask meanwhile. */
export async function generateScene(
  deps: Needs,
  { key: idempotencyKey, begin }: MaybeSpending,
  request: Request,
  counts: SceneCounts,
): Promise<Outcome<Served>> {
  const key = keyOf(request)
  const serve = async () => {
    const fresh = request.force_regenerate ? undefined : await freshScene(deps, key)
    return counted(counts, key, fresh ?? (await paintedScene(deps, key, request, begin())))
  }
  if (idempotencyKey === undefined) return { answer: await serve(), replayed: false }
  return runOnce(deps, { ...begin(), operation: 'generateScene', body: request }, async () => {
    const answer = await serve()
    return async () => answer
  })
}

function counted(counts: SceneCounts, key: string, served: Served): Served {
  counts.add(served.cache, served.paid)
  cacheLookups.inc({ cache: 'scenes', outcome: outcomes[served.cache] })
  if (served.cache !== 'MISS') counts.use(key)
  return served
}

/** What is served without asking a model: a picture that has not expired, or one of a moment ago when none could paint. */
async function freshScene({ db, clock }: Needs, key: string): Promise<Served | undefined> {
  const row = await store.findScene(db, { key })
  const now = clock.now().toISOString()
  if (!row) return undefined
  if (row.expires_at > now) return servedAgain(toImage(row), row.expires_at, 'HIT')
  if (row.stale_until === null || row.stale_until <= now) return undefined
  return staleScene(row, row.stale_reason as FallbackReason)
}

/** A caller who leaves does not stop the painting: others may wait for it, and the picture is of use later. */
async function paintedScene(deps: Needs, key: string, request: Request, spending: Spending): Promise<Served> {
  const { limitKey, signal } = spending
  const paint = async () => {
    // Another process may have painted it between this request's look and its turn.
    const fresh = request.force_regenerate ? undefined : await freshScene(deps, key)
    return fresh ? async () => fresh : paintScene(deps, request, limitKey)
  }
  const { value, role } = await deps.leases.share<Served>(`scene ${key}`, paint, { signal })
  // A forced request has joined one that was not, and that found a picture: nothing was painted.
  if (request.force_regenerate && value.cache === 'HIT') return paintedScene(deps, key, request, spending)
  if (role === 'leader' || value.cache !== 'MISS') return value
  return servedAgain(value.scene, value.scene.expires_at, 'DEDUP')
}

export async function readSceneCacheStats({ db, clock }: Needs, counts: SceneCounts): Promise<SceneCacheStats> {
  await counts.flush()
  const now = clock.now().toISOString()
  const { total, places, expired } = await store.countScenes(db, now)
  const counted = Object.fromEntries((await store.listCounts(db)).map(({ name, count }) => [name, count]))
  const { hits = 0, misses = 0, joined = 0, stale = 0, saved_micro_usd = 0 } = counted
  const all = hits + misses + joined + stale
  return {
    total_scenes: places,
    active_cache_entries: total - expired,
    expired,
    ...{ hits, misses, joined, stale },
    cache_hit_rate: all === 0 ? 0 : Math.round((hits / all) * 1_000) / 1_000,
    saved_micro_usd,
    timestamp: now,
  }
}

/** Of one place or all. The pictures stay in the gallery. */
export async function clearSceneCache(
  { db }: Needs,
  { location, dry_run }: { location?: string; dry_run: boolean },
): Promise<SceneCacheCleared> {
  const place = location === undefined ? undefined : locationKey(location)
  const deleted = dry_run ? await store.countScenesOf(db, place) : await store.deleteScenes(db, place)
  return { deleted, message: entriesRemoved(deleted, dry_run) }
}

/** "3 objects were removed.", or what would be. */
export function removed(count: number, noun: 'object' | 'entry', dryRun: boolean): string {
  const plural = noun === 'entry' ? 'entries' : `${noun}s`
  return `${count} ${count === 1 ? noun : plural} ${dryRun ? 'would be' : count === 1 ? 'was' : 'were'} removed.`
}

export const entriesRemoved = (count: number, dryRun: boolean) =>
  `${removed(count, 'entry', dryRun)} The pictures stay in the gallery.`

/** Entries whose time is over. */
export async function cleanExpired({ db, clock }: Pick<Needs, 'db' | 'clock'>, dry_run: boolean): Promise<number> {
  const now = clock.now().toISOString()
  return dry_run ? (await store.countScenes(db, now)).expired : store.deleteExpired(db, now)
}

export const countScenes = ({ db, clock }: Pick<Needs, 'db' | 'clock'>) =>
  store.countScenes(db, clock.now().toISOString())

/** Gives a scene a picture from elsewhere, unless it has one that has not expired. */
export async function adoptScene(
  trx: Transaction<Tables>,
  { clock, env }: Pick<Deps, 'clock'> & { env: Pick<Deps['env'], 'CACHE_EXPIRY_DAYS'> },
  scene: SceneId,
  image: { id: number; uses: number },
): Promise<void> {
  const now = clock.now()
  const row = await store.findScene(trx, { key: keyOf(scene) })
  if (!row || row.expires_at <= now.toISOString()) {
    const expires_at = new Date(now.getTime() + env.CACHE_EXPIRY_DAYS * DAY_MS).toISOString()
    await store.putScene(trx, { ...entryOf(scene), image_id: image.id, created_at: now.toISOString(), expires_at })
  }
  if (image.uses > 0) await store.addImageUses(trx, image)
}
