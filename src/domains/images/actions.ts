import { ownerKey } from '../../../db/owner.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type {
  Image,
  ImageDeleted,
  ImageFeatured,
  ImagePage,
  ImageQuery,
  ImageRequest,
} from '../../../schemas/images/index.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import type { Spending } from '../../http/spending.ts'
import type { BlobReader } from '../../services/blobs/read.ts'
import { forgetAnswers, type Outcome, runOnce } from '../../services/idempotency/idempotency.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import type { Needs as PaintNeeds } from '../../services/painting/paint.ts'
import { featureNext, toggleFeatured } from './feature.ts'
import type { ImageFile } from './file.ts'
import { normalised, toImage } from './image.ts'
import { insertPicture, type Needs as KeepNeeds, keepPicture } from './keep.ts'
import { paintPicture } from './paint.ts'
import { promptOf } from './prompt.ts'
import * as search from './search-store.ts'
import * as store from './store.ts'
import { trashUntil } from './trash.ts'
import { wordsOf } from './words.ts'

export { openBlobReader } from '../../services/blobs/read.ts'
export { normalised, toImage } from './image.ts'
export { AlreadyImported, insertPicture, keepPicture } from './keep.ts'
export { blocked } from './paint.ts'

export type Needs = PaintNeeds &
  KeepNeeds &
  Pick<Deps, 'limits' | 'system'> & { env: Pick<Env, 'APP_ENV' | 'BACKUP_RETENTION_DAYS'> }

/** Whose picture may be changed: the caller's own; for the operator, everyone's. */
export interface Caller {
  owner: Spending['owner']
  isOperator: boolean
}

/** A picture that is stored: its objects, then its row. */
export async function generateImage(deps: Needs, spending: Spending, request: ImageRequest): Promise<Outcome<Image>> {
  const prompt = promptOf(request)
  const prepare = async () => {
    await deps.limits.require('images', spending.limitKey)
    const startedAt = deps.clock.elapsed()
    // A picture that cannot be stored must not be paid for.
    if (deps.imaging.length > 1) await deps.system.pingDatabase()
    const { picture, served_by } = await paintPicture(deps, request, prompt, spending.signal)
    const kept = await keepPicture(deps, picture)
    const { subject_type, subject_name, component, custom_prompt = null, aspect_ratio } = request
    const image = {
      owner: ownerKey(spending.owner),
      ...{ subject_type, subject_name, component, custom_prompt, aspect_ratio },
      prompt: request.prompt,
      served_by,
      generation_time_ms: Math.round(deps.clock.elapsed() - startedAt),
      created_at: deps.clock.now().toISOString(),
    }
    return (trx: Parameters<typeof insertPicture>[1]) => insertPicture(deps, trx, kept, image)
  }
  return runOnce(deps, { ...spending, operation: 'generateImage', body: request }, prepare, ({ id }) => String(id))
}

/** Each word of a search is looked up in every picture that has the rarest one. */
const MAX_SEARCH_WORDS = 10

const galleryOrder = { name: 'gallery', keys: 2 }
const iso = (time: string | undefined) => (time === undefined ? undefined : new Date(time).toISOString())

export async function searchImages({ db }: Needs, query: ImageQuery): Promise<ImagePage> {
  const window = windowOf(query, galleryOrder)
  const selection = { ...(await selectionOf(db, query)), subject_type: query.subject_type, component: query.component }
  // Words of which there are none, such as "…", are in no picture.
  const isNone = query.q !== undefined && selection.words.length === 0
  const rows = isNone ? [] : await search.listImages(db, selection, window)
  const count = async () => (isNone ? { count: 0 } : search.countImages(db, selection))
  const counted = await totalOf(window, rows.length, count)
  const total = counted !== undefined && counted > search.MAX_COUNTED ? null : counted
  const page = pageOf(query, rows, total, galleryOrder, ({ is_featured, id }) => [is_featured, id])
  return { ...page, items: page.items.map(toImage) }
}

async function selectionOf(db: Needs['db'], query: ImageQuery) {
  const words = query.q === undefined ? [] : wordsOf(query.q)
  if (words.length > MAX_SEARCH_WORDS)
    throw invalid([{ path: 'query.q', message: `must have at most ${MAX_SEARCH_WORDS} words` }])
  return {
    words: words.length > 1 ? await rarestFirst(db, words) : words,
    subject_key: query.subject_name === undefined ? undefined : normalised(query.subject_name),
    is_featured: query.is_featured === undefined ? undefined : ((query.is_featured ? 1 : 0) as 0 | 1),
    created_after: iso(query.created_after),
    created_before: iso(query.created_before),
  }
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
): Promise<ImageFile> {
  const file = await store.findFile[variant](db, { id })
  if (!file) throw refuse('image-not-found')
  const { storage_key, sha256, size_bytes } = file
  return { sha256, size_bytes, read: () => reader.read(storage_key, sha256) }
}

/** Of words that too many pictures have to be counted, the one whose pictures are spread further. */
async function rarestFirst(db: Needs['db'], words: string[]): Promise<string[]> {
  const counted = await Promise.all(words.map(async (word) => ({ word, ...(await search.countWord(db, word)) })))
  return counted
    .sort((a, b) => a.count - b.count || a.is_featured - b.is_featured || a.image_id - b.image_id)
    .map(({ word }) => word)
}

/** A picture that the caller may change. What is another's is not found. */
async function ownImage(db: Needs['db'], { owner, isOperator }: Caller, id: number) {
  const row = await store.findAnyImage(db, id)
  if (!row || (!isOperator && row.owner !== ownerKey(owner))) throw refuse('image-not-found')
  return row
}

export async function featureImage({ db }: Needs, caller: Caller, id: number): Promise<ImageFeatured> {
  return db.transaction().execute(async (trx) => {
    const row = await ownImage(trx, caller, id)
    const is_featured = await toggleFeatured(trx, row, id)
    if (is_featured === undefined) throw refuse('image-not-found')
    return { id, is_featured, subject_name: row.subject_name }
  })
}

export async function deleteImage(deps: Needs, caller: Caller, id: number): Promise<ImageDeleted> {
  return deps.db.transaction().execute(async (trx) => {
    const row = await ownImage(trx, caller, id)
    const pictures = await store.lockSubject(trx, row)
    const own = pictures.find((it) => it.id === id)
    if (!own) throw refuse('image-not-found')
    const now = deps.clock.now()
    await store.trashImages(trx, [id], now.toISOString())
    if (own.is_featured === 1) await featureNext(trx, pictures, id)
    if (row.owner !== null) await forgetAnswers(trx, 'generateImage', row.owner, String(id))
    const until = trashUntil(now, deps.env.BACKUP_RETENTION_DAYS)
    return { id, status: 'deleted', message: `In the trash until ${until}; it can be restored until then.` }
  })
}

export async function restoreImage({ db }: Needs, caller: Caller, id: number): Promise<Image> {
  return db.transaction().execute(async (trx) => {
    const row = await ownImage(trx, caller, id)
    const words = wordsOf(row.subject_name, row.prompt, row.custom_prompt)
    const restored = await store.restoreImage(trx, id)
    // Neither restored here nor by another request: it was purged since it was read.
    if (!restored && !(await store.findAnyImage(trx, id))) throw refuse('image-not-found')
    if (restored && words.length > 0) await store.insertWords(trx, id, words)
    return toImage(row)
  })
}

export const countImages = ({ db }: Pick<Needs, 'db'>) => store.countImages(db)

/** The picture that an import made of an entry, wherever it is now. */
export const findImported = async ({ db }: Pick<Needs, 'db'>, import_hash: string) =>
  (await store.findImported(db, import_hash))?.id

/** Features a picture that was imported, unless its subject has a featured one. */
export async function featureImported({ db }: Pick<Needs, 'db'>, id: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = await store.findAnyImage(trx, id)
    if (!row || row.deleted_at !== null) return
    const pictures = await store.lockSubject(trx, row)
    if (pictures.every((it) => it.is_featured === 0)) await store.setFeatured(trx, id, 1)
  })
}
