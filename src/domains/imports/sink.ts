import { createHash } from 'node:crypto'
import type { ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import {
  AlreadyImported,
  featureImported,
  findImported,
  type Needs as ImageNeeds,
  insertPicture,
  keepPicture,
} from '../images/actions.ts'
import { adoptScene, captionOf, type Needs as SceneNeeds } from '../scenes/actions.ts'
import type { ItemEntry, SceneEntry } from './dump-entry.ts'
import type { Sink, Stored } from './dump-import.ts'

export type Needs = Pick<ImageNeeds & SceneNeeds, 'db' | 'clock' | 'blobs' | 'pictures'> & {
  env: Pick<Deps['env'], 'MAX_IMAGES_PER_ITEM' | 'CACHE_EXPIRY_DAYS' | 'DATA_DIR'>
}

const served_by: ServedBy = {
  provider: 'import',
  model: 'browser',
  cached: false,
  fallback: false,
  fallback_reason: null,
  latency_ms: 0,
  cost_micro_usd: 0,
}

/** The same for the same picture of the same thing, however often it is imported. */
const hashOf = (parts: string[], image: Uint8Array) =>
  createHash('sha256').update(JSON.stringify(parts)).update(image).digest('hex')

type Insert = (trx: Parameters<typeof insertPicture>[1], kept: Awaited<ReturnType<typeof keepPicture>>) => Promise<void>

/** Stores the pictures of a dump: scenes in the cache, items in the gallery. */
export function openSink(deps: Needs): Sink {
  /** Pictures of the item that is read at the moment, by their index. */
  let imported: { name: string; ids: Map<number, number> } = { name: '', ids: new Map() }

  async function store(hash: string, image: Uint8Array, dryRun: boolean, insert: Insert): Promise<Stored> {
    if ((await findImported(deps, hash)) !== undefined) return 'skipped'
    // Also in a dry run: whether a picture can be decoded is known only then.
    const picture = await deps.pictures.encode({ kind: 'encoded', bytes: image })
    if (dryRun) return 'stored'
    const kept = await keepPicture(deps, picture)
    try {
      await deps.db.transaction().execute((trx) => insert(trx, kept))
      return 'stored'
    } catch (error) {
      if (error instanceof AlreadyImported) return 'skipped'
      throw error
    }
  }

  const common = ({ taken_at }: SceneEntry | ItemEntry, import_hash: string) => ({
    owner: null,
    served_by,
    generation_time_ms: 0,
    created_at: taken_at ?? deps.clock.now().toISOString(),
    import_hash,
  })

  return {
    scene(entry, { dryRun }) {
      const { location, time_of_day, weather, prompt, use_count = 0, image } = entry
      const hash = hashOf(['scene', location, time_of_day, weather], image)
      return store(hash, image, dryRun, async (trx, kept) => {
        const { id } = await insertPicture(deps, trx, kept, {
          ...common(entry, hash),
          subject_type: 'scene',
          subject_name: location,
          component: 'scene-viewer',
          prompt: prompt ?? captionOf(entry),
          custom_prompt: null,
          aspect_ratio: aspectRatioOf(kept.picture.full),
        })
        await adoptScene(trx, deps, entry, { id, uses: use_count })
      })
    },
    async item(entry, { dryRun }) {
      const { name, index, prompt, custom_prompt = null, is_featured, image } = entry
      if (imported.name !== name) imported = { name, ids: new Map() }
      const hash = hashOf(['item', name], image)
      const stored = await store(hash, image, dryRun, async (trx, kept) => {
        await insertPicture(deps, trx, kept, {
          ...common(entry, hash),
          subject_type: 'item',
          subject_name: name,
          component: 'inventory',
          prompt: prompt ?? name,
          custom_prompt,
          aspect_ratio: aspectRatioOf(kept.picture.full),
        })
      })
      const id = dryRun ? undefined : await findImported(deps, hash)
      if (id === undefined) return stored
      imported.ids.set(index, id)
      if (is_featured) await featureImported(deps, id)
      return stored
    },
    async featured({ name, index }, { dryRun }) {
      const id = imported.name === name ? imported.ids.get(index) : undefined
      if (id !== undefined && !dryRun) await featureImported(deps, id)
    },
  }
}

const ratios = { '1:1': 1, '4:3': 4 / 3, '16:9': 16 / 9, '9:16': 9 / 16 } as const

/** The nearest of the ratios that the contract has. */
function aspectRatioOf({ width, height }: { width: number; height: number }) {
  const distance = (ratio: number) => Math.abs(Math.log(width / height / ratio))
  const all = Object.entries(ratios) as [keyof typeof ratios, number][]
  return all.toSorted(([, one], [, other]) => distance(one) - distance(other))[0]?.[0] ?? '1:1'
}
