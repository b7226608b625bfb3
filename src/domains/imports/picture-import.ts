import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import { AlreadyImported, aspectRatioOf, findImported, type StoredPicture, storePicture } from '../images/actions.ts'
import { convertWhenFree } from './convert.ts'
import type { ItemEntry, SceneEntry } from './dump-entry.ts'
import type { Stored } from './dump-import.ts'
import type { ImportRun, Needs } from './import-run.ts'

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
export const hashOf = (parts: string[], image: Uint8Array) =>
  createHash('sha256').update(JSON.stringify(parts)).update(image).digest('hex')

/** What is known of every picture that is imported. */
export const knownOf = ({ clock }: Needs, { taken_at }: SceneEntry | ItemEntry, { picture }: StoredPicture) => ({
  aspect_ratio: aspectRatioOf(picture.full),
  served_by,
  generation_time_ms: 0,
  created_at: taken_at ?? clock.now().toISOString(),
})

interface NewPicture {
  hash: string
  image: Uint8Array
  /** Writes its row. Resolves to its id. */
  insert(trx: Transaction<Tables>, kept: StoredPicture): Promise<number>
}

/** Stores a picture unless it was imported earlier. Its id is undefined where a dry run stores none. */
export async function importPicture(
  deps: Needs,
  { dryRun, signal, met }: ImportRun,
  { hash, image, insert }: NewPicture,
): Promise<{ stored: Stored; id: number | undefined }> {
  const earlier = await findImported(deps, hash)
  if (earlier !== undefined || met.has(hash)) return { stored: 'skipped', id: earlier }
  // Also in a dry run: whether a picture can be decoded is known only then.
  const picture = await convertWhenFree(deps, image, signal)
  if (dryRun) {
    met.add(hash)
    return { stored: 'stored', id: undefined }
  }
  const kept = await storePicture(deps, picture)
  try {
    return { stored: 'stored', id: await deps.db.transaction().execute((trx) => insert(trx, kept)) }
  } catch (error) {
    if (!(error instanceof AlreadyImported)) throw error
    return { stored: 'skipped', id: await findImported(deps, hash) }
  }
}
