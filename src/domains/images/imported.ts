import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import { AspectRatio, type SubjectType } from '../../../schemas/images/index.ts'
import type { Deps } from '../../deps.ts'
import { normalised } from './image.ts'
import * as store from './store.ts'
import { type SurplusNeeds, trashSurplus } from './trash.ts'

/** What is imported belongs to the service. */
const subjectOf = (subject_type: SubjectType, name: string): store.OwnedSubject => ({
  owner: null,
  subject_type,
  subject_key: normalised(name),
})

/** The image that an import made of an entry, wherever it is now. */
export const findImported = async ({ db }: Pick<Deps, 'db'>, import_hash: string) =>
  (await store.findImported(db, import_hash))?.id

/** Moves what is too much of a scene's location to the trash. Resolves to how many. */
export const trashSceneSurplus = (deps: SurplusNeeds, trx: Transaction<Tables>, location: string) =>
  trashSurplus(deps, trx, subjectOf('scene', location))

/**
 * Ends the import of an item: features this picture of it, unless another one is featured, and only then moves what is
 * too much to the trash. Resolves to how many.
 */
export async function settleItem(
  deps: Pick<Deps, 'db'> & SurplusNeeds,
  { name, featured }: { name: string; featured: number | undefined },
): Promise<number> {
  const subject = subjectOf('item', name)
  for (let trashed = 0; ; ) {
    const some = await deps.db.transaction().execute(async (trx) => {
      const images = await store.lockSubject(trx, subject)
      const isFree = images.every((it) => it.is_featured === 0)
      if (isFree && featured !== undefined && images.some((it) => it.id === featured))
        await store.setFeatured(trx, featured, 1)
      return trashSurplus(deps, trx, subject)
    })
    if (some === 0) return trashed
    trashed += some
  }
}

/** Images of an item that would go to the trash if so many were added. */
export async function countItemSurplus({ db, env }: Pick<Deps, 'db'> & SurplusNeeds, name: string, added: number) {
  const { count } = await store.countOwnImages(db, subjectOf('item', name))
  return Math.max(0, count + added - env.MAX_IMAGES_PER_ITEM)
}

const ratios = (AspectRatio.enum as AspectRatio[]).map((name) => {
  const [width = 1, height = 1] = name.split(':').map(Number)
  return { name, ratio: width / height }
})

/** The nearest of the ratios that the contract has. */
export function aspectRatioOf({ width, height }: { width: number; height: number }): AspectRatio {
  const distance = (ratio: number) => Math.abs(Math.log(width / height / ratio))
  return ratios.reduce((one, other) => (distance(other.ratio) < distance(one.ratio) ? other : one)).name
}
