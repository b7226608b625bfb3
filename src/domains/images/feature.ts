import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import * as store from './store.ts'

/**
 * Features an image of a subject in place of the one that is featured, or no longer when it is that one. Undefined when
 * the image is not in the gallery.
 */
export async function toggleFeatured(
  trx: Transaction<Tables>,
  subject: store.SubjectKey,
  id: number,
): Promise<boolean | undefined> {
  const images = await store.lockSubject(trx, subject)
  const own = images.find((it) => it.id === id)
  if (!own) return undefined
  for (const it of images) if (it.is_featured === 1) await store.setFeatured(trx, it.id, 0)
  if (own.is_featured === 0) await store.setFeatured(trx, id, 1)
  return own.is_featured === 0
}

/** Features the newest other image of a subject. */
export async function featureNext(trx: Transaction<Tables>, images: { id: number }[], id: number) {
  const others = images.map((it) => it.id).filter((it) => it !== id)
  if (others.length > 0) await store.setFeatured(trx, Math.max(...others), 1)
}
