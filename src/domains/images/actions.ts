import { ownerKey } from '../../../db/owner.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { Image, ImageDeleted, ImageFeatured, ImageRequest } from '../../../schemas/images/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { FixedFile } from '../../http/file.ts'
import type { Spending } from '../../http/spending.ts'
import type { BlobReader } from '../../services/blobs/read.ts'
import { requireStorage } from '../../services/blobs/write.ts'
import { forgetAnswers, type Outcome, runOnce } from '../../services/idempotency/idempotency.ts'
import type { Needs as PaintNeeds } from '../../services/painting/paint.ts'
import { transaction } from '../../services/transaction.ts'
import { featureNext, toggleFeatured } from './feature.ts'
import { toImage } from './image.ts'
import { insertImage, type Needs as NewImageNeeds, storePicture } from './new-image.ts'
import { paintPicture } from './paint.ts'
import { promptOf } from './prompt.ts'
import * as store from './store.ts'
import { trashSurplus, trashUntil } from './trash.ts'
import { wordsOf } from './words.ts'

export { openBlobReader } from '../../services/blobs/read.ts'
export { normalised, toImage } from './image.ts'
export { aspectRatioOf, countItemSurplus, findImported, settleItem, trashSceneSurplus } from './imported.ts'
export {
  AlreadyImported,
  addImage,
  insertImage,
  type NewImage,
  type StoredPicture,
  storePicture,
} from './new-image.ts'
export { owned } from './owned.ts'
export { blocked } from './paint.ts'
export { refuseMarkup } from './prompt.ts'
export { searchImages } from './search.ts'

export type Needs = PaintNeeds &
  NewImageNeeds &
  Pick<Deps, 'limits' | 'system'> & { env: Pick<Env, 'APP_ENV' | 'BACKUP_RETENTION_DAYS'> }

/** Whose image may be changed: the caller's own; for the operator, everyone's. */
export interface Caller {
  owner: Spending['owner']
  isOperator: boolean
}

/** Paints a picture, stores it, and makes it an image. */
export async function generateImage(deps: Needs, spending: Spending, request: ImageRequest): Promise<Outcome<Image>> {
  const prompt = promptOf(request)
  const prepare = async () => {
    if (spending.isNew) await deps.limits.require('new-sessions', spending.limitKey)
    await deps.limits.require('images', spending.limitKey)
    const startedAt = deps.clock.elapsed()
    // A picture that cannot be stored must not be paid for.
    if (deps.imaging.length > 1) {
      await deps.system.pingDatabase()
      await requireStorage(deps)
    }
    // With a key, the caller comes back for the answer: to paint twice would cost twice.
    const signal = spending.key === undefined ? spending.signal : undefined
    const { picture, served_by } = await paintPicture(deps, request, prompt, {
      owner: ownerKey(spending.owner),
      signal,
    })
    const stored = await storePicture(deps, picture)
    const { subject_type, subject_name, component, custom_prompt = null, aspect_ratio } = request
    const image = {
      owner: ownerKey(spending.owner),
      ...{ subject_type, subject_name, component, custom_prompt, aspect_ratio },
      prompt: request.prompt,
      served_by,
      generation_time_ms: Math.round(deps.clock.elapsed() - startedAt),
      created_at: deps.clock.now().toISOString(),
    }
    return (trx: Parameters<typeof insertImage>[1]) => insertImage(deps, trx, stored, image)
  }
  return runOnce(deps, { ...spending, operation: 'generateImage', body: request }, prepare, ({ id }) => String(id))
}

export async function readImage(
  { db }: Needs,
  { id, include_data }: { id: number; include_data: boolean },
  reader: BlobReader,
): Promise<Image> {
  const row = await store.findImage(db, { id })
  if (!row) throw refuse('image-not-found')
  if (!include_data) return toImage(row)
  const bytes = await reader.read(row.storage_path_full, row.sha256)
  return { ...toImage(row), base64_data: Buffer.from(bytes).toString('base64') }
}

export async function readImageFile(
  { db }: Needs,
  { id, variant }: { id: number; variant: 'full' | 'thumbnail' },
  reader: BlobReader,
): Promise<FixedFile> {
  const file = await store.findFile[variant](db, { id })
  if (!file) throw refuse('image-not-found')
  const { storage_key, sha256, size_bytes } = file
  return { sha256, size_bytes, read: () => reader.read(storage_key, sha256) }
}

/** An image that the caller may change. What is another's is not found. */
async function ownImage(db: Needs['db'], { owner, isOperator }: Caller, id: number) {
  const row = await store.findAnyImage(db, id)
  if (!row || (!isOperator && row.owner !== ownerKey(owner))) throw refuse('image-not-found')
  return row
}

export async function featureImage({ db }: Needs, caller: Caller, id: number): Promise<ImageFeatured> {
  return transaction(db, async (trx) => {
    const row = await ownImage(trx, caller, id)
    const is_featured = await toggleFeatured(trx, row, id)
    if (is_featured === undefined) throw refuse('image-not-found')
    return { id, is_featured, subject_name: row.subject_name }
  })
}

export async function deleteImage(deps: Needs, caller: Caller, id: number): Promise<ImageDeleted> {
  return transaction(deps.db, async (trx) => {
    const row = await ownImage(trx, caller, id)
    const images = await store.lockSubject(trx, row)
    const own = images.find((it) => it.id === id)
    if (!own) throw refuse('image-not-found')
    const now = deps.clock.now()
    await store.trashImages(trx, [id], now.toISOString())
    if (own.is_featured === 1) await featureNext(trx, images, id)
    if (row.owner !== null) await forgetAnswers(trx, 'generateImage', row.owner, String(id))
    const until = trashUntil(now, deps.env.BACKUP_RETENTION_DAYS)
    return { id, status: 'deleted', message: `In the trash until ${until}; it can be restored until then.` }
  })
}

/** As when it was new: the images of its subject that are now too many go to the trash. */
export async function restoreImage(deps: Needs, caller: Caller, id: number): Promise<Image> {
  return transaction(deps.db, async (trx) => {
    const row = await ownImage(trx, caller, id)
    await store.lockSubject(trx, row)
    const words = wordsOf(row.subject_name, row.prompt, row.custom_prompt)
    const restored = await store.restoreImage(trx, id)
    // Neither restored here nor by another request: it was purged since it was read.
    if (!restored && !(await store.findAnyImage(trx, id))) throw refuse('image-not-found')
    if (restored && words.length > 0) await store.insertWords(trx, id, words)
    if (restored) await trashSurplus(deps, trx, row, id)
    return toImage(row)
  })
}

export const countImages = ({ db }: Pick<Needs, 'db'>) => store.countImages(db)
