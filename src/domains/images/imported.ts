import type { Deps } from '../../deps.ts'
import * as store from './store.ts'

/** The picture that an import made of an entry, wherever it is now. */
export const findImported = async ({ db }: Pick<Deps, 'db'>, import_hash: string) =>
  (await store.findImported(db, import_hash))?.id

/** Features a picture that was imported, unless its subject has a featured one. */
export async function featureImported({ db }: Pick<Deps, 'db'>, id: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = await store.findAnyImage(trx, id)
    if (!row || row.deleted_at !== null) return
    const pictures = await store.lockSubject(trx, row)
    if (pictures.every((it) => it.is_featured === 0)) await store.setFeatured(trx, id, 1)
  })
}
