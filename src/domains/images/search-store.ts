import { type SelectQueryBuilder, sql } from 'kysely'
import { withBlobs } from '../../../db/image-rows.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'

/** Which images of the gallery. */
interface Selection {
  subject_key?: string | undefined
  subject_type?: string | undefined
  component?: string | undefined
  is_featured?: 0 | 1 | undefined
  /** All of them, the rarest first. */
  words: string[]
  created_after?: string | undefined
  created_before?: string | undefined
  /**
   * Images with a smaller id. Every table has this condition of its own: Postgres may join two in the order of their ids,
   * and would begin with the newest image in the one without it.
   */
  before_id?: number | undefined
}

/** Rows beyond which a list is not counted. */
export const MAX_COUNTED = 10_000

/** Rows up to which it is counted how many images have a word. */
const MAX_RARE = 10_000

/** How rare a word is: how many images have it, and how far back the last one is that was counted. */
export const countWord = (db: Db, word: string) =>
  db
    .selectFrom(
      db
        .selectFrom('image_words')
        .select(['is_featured', 'image_id'])
        .where('word', '=', word)
        .orderBy('is_featured', 'desc')
        .orderBy('image_id', 'desc')
        .limit(MAX_RARE)
        .as('some'),
    )
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      eb.fn.coalesce(eb.fn.min<number>('is_featured'), eb.lit(0)).as('is_featured'),
      eb.fn.coalesce(eb.fn.min<number>('image_id'), eb.lit(0)).as('image_id'),
    ])
    .executeTakeFirstOrThrow()

type Images = SelectQueryBuilder<Tables, 'images', object>
type Words = SelectQueryBuilder<Tables & { first: Tables['image_words'] }, 'first', object>

/** Rows of the gallery that a search selects, by everything but its words. */
function selected<Q>(query: Q, selection: Selection): Q {
  let images = (query as unknown as Images).where('images.deleted_at', 'is', null)
  if (selection.subject_key !== undefined) images = images.where('subject_key', '=', selection.subject_key)
  if (selection.subject_type !== undefined) images = images.where('subject_type', '=', selection.subject_type)
  if (selection.component !== undefined) images = images.where('component', '=', selection.component)
  if (selection.created_after) images = images.where('images.created_at', '>=', selection.created_after)
  if (selection.created_before) images = images.where('images.created_at', '<', selection.created_before)
  if (selection.before_id !== undefined) images = images.where('images.id', '<', selection.before_id)
  if (selection.words.length === 0 && selection.is_featured !== undefined)
    images = images.where('images.is_featured', '=', selection.is_featured)
  return images as unknown as Q
}

/** Rows of the first word, in images that have the others too. Only the first is walked through. */
function withWords<Q>(query: Q, { words: [word, ...others], is_featured, before_id }: Selection): Q {
  let first = (query as unknown as Words).where('first.word', '=', word as string)
  if (is_featured !== undefined) first = first.where('first.is_featured', '=', is_featured)
  if (before_id !== undefined) first = first.where('first.image_id', '<', before_id)
  for (const other of others) {
    first = first.where((where) =>
      where.exists(
        where
          .selectFrom('image_words as other')
          .select('other.image_id')
          .where('other.word', '=', other)
          // Of the first word, not of the image, which is then read only where all words are found.
          .whereRef('other.is_featured', '=', 'first.is_featured')
          .whereRef('other.image_id', '=', 'first.image_id')
          .$if(before_id !== undefined, (query) => query.where('other.image_id', '<', before_id as number)),
      ),
    )
  }
  return first as unknown as Q
}

/** Images that a search selects: by way of the first word where there is one. */
function found<Q>(query: Q, selection: Selection): Q {
  const images = selected(query, selection)
  if (selection.words.length === 0) return images
  const joined = (images as unknown as Images).innerJoin('image_words as first', 'first.image_id', 'images.id')
  return withWords(joined as unknown as Q, selection)
}

/** Columns of the order, in the table whose index has it. */
const orderOf = ({ words }: Selection) =>
  words.length > 0
    ? { featured: sql.ref('first.is_featured'), id: sql.ref('first.image_id') }
    : { featured: sql.ref('images.is_featured'), id: sql.ref('images.id') }

function listPart(db: Db, selection: Selection, { limit, offset }: Omit<Window, 'after'>) {
  const { featured, id } = orderOf(selection)
  return found(withBlobs(db), selection)
    .orderBy(featured, 'desc')
    .orderBy(id, 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

/**
 * Featured first, then the newest. After a cursor, the featured ones and the others are read by a statement each: SQLite
 * finds its place in an index by `id < ?`, and not by `(is_featured, id) < (?, ?)`, where it reads all that comes before.
 */
export async function listImages(db: Db, selection: Selection, { limit, offset, after }: Window) {
  if (after === undefined) return listPart(db, selection, { limit, offset })
  const [featured, id] = after
  const rows: Awaited<ReturnType<typeof listPart>> = []
  for (const is_featured of [1, 0] as const) {
    const isBehind = is_featured > (featured as number)
    const isAsked = selection.is_featured === undefined || selection.is_featured === is_featured
    if (isBehind || !isAsked || rows.length === limit) continue
    const part = { ...selection, is_featured, before_id: is_featured === featured ? id : undefined }
    rows.push(...(await listPart(db, part, { limit: limit - rows.length, offset: 0 })))
  }
  return rows
}

/** Whether the rows of words alone tell which images are found: only those in the gallery have any. */
const isByWords = ({ words, is_featured: _, ...others }: Selection) =>
  words.length > 0 && Object.values(others).every((it) => it === undefined)

export function countImages(db: Db, selection: Selection) {
  const most = MAX_COUNTED + 1
  const some = isByWords(selection)
    ? withWords(db.selectFrom('image_words as first').select('first.image_id as id'), selection).limit(most).as('some')
    : found(db.selectFrom('images').select('images.id'), selection).limit(most).as('some')
  return db
    .selectFrom(some)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
}
