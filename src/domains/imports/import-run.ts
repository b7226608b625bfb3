import type { Deps } from '../../deps.ts'
import type { Needs as ImageNeeds } from '../images/actions.ts'
import type { Needs as SceneNeeds } from '../scenes/actions.ts'

export type Needs = Pick<ImageNeeds & SceneNeeds, 'db' | 'clock' | 'blobs' | 'pictures'> & {
  env: Pick<Deps['env'], 'MAX_IMAGES_PER_ITEM' | 'CACHE_EXPIRY_DAYS' | 'DATA_DIR'>
}

export interface ImportOptions {
  /** Checks and compares, and writes nothing. */
  dryRun: boolean
  /** Ends the import between two entries, with its reason. */
  signal?: AbortSignal | undefined
}

/** One import, from its first entry to its last. */
export interface ImportRun extends ImportOptions {
  /** Hashes of what a dry run has met: a true one would find it stored. */
  met: Set<string>
  /** Pictures that went to the trash, or would go there. */
  trashed: number
}

/** No further picture can be imported at the moment. What came before is imported. */
export class ImportEnded extends Error {}
