import { type SelectQueryBuilder, sql } from 'kysely'
import { withBlobs } from '../../../db/image-rows.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'

/** Which pictures of the gallery. */
export interface Selection {
  subject_key?: string | undefined
  subject_type?: string | undefined
  component?: string | undefined
  is_featured?: 0 | 1 | undefined
  /** All of them, the rarest first. */
  words: string[]
  created_after?: string | undefined
  created_before?: string | undefined
}

/** Rows beyond which a list is not counted. */
export const MAX_COUNTED = 10_000

/** Rows up to which it is counted how many pictures have a word. */
const MAX_RARE = 1_000

/** How many pictures have a word, counted only as far as it takes to find the rarest. */
export const countWord = (db: Db, word: string) =>
  db
    .selectFrom(db.selectFrom('image_words').select('image_id').where('word', '=', word).limit(MAX_RARE).as('some'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

type Images = SelectQueryBuilder<Tables, 'images', object>

/** The rows of the gallery that a search selects. The first word is walked through; the others are looked up. */
function selected<Q>(query: Q, { words, ...selection }: Selection): Q {
  let images = (query as unknown as Images).where('images.deleted_at', 'is', null)
  if (selection.subject_key !== undefined) images = images.where('subject_key', '=', selection.subject_key)
  if (selection.subject_type !== undefined) images = images.where('subject_type', '=', selection.subject_type)
  if (selection.component !== undefined) images = images.where('component', '=', selection.component)
  if (selection.is_featured !== undefined) images = images.where('images.is_featured', '=', selection.is_featured)
  if (selection.created_after) images = images.where('images.created_at', '>=', selection.created_after)
  if (selection.created_before) images = images.where('images.created_at', '<', selection.created_before)
  for (const word of words.slice(1)) {
    images = images.where((where) =>
      where.exists(
        where
          .selectFrom('image_words as other')
          .select('other.image_id')
          .where('other.word', '=', word)
          .whereRef('other.is_featured', '=', 'images.is_featured')
          .whereRef('other.image_id', '=', 'images.id'),
      ),
    )
  }
  return images as unknown as Q
}

/** Begins with the pictures that have the first word; without one, with all. */
const withFirstWord = <Q>(query: Q, [word]: string[]): Q =>
  word === undefined
    ? query
    : ((query as unknown as Images)
        .innerJoin('image_words as first', 'first.image_id', 'images.id')
        .where('first.word' as never, '=', word as never) as unknown as Q)

/** Columns of the order, in the table whose index has it. */
const orderOf = ({ words }: Selection) =>
  words.length > 0
    ? { featured: sql.ref('first.is_featured'), id: sql.ref('first.image_id') }
    : { featured: sql.ref('images.is_featured'), id: sql.ref('images.id') }

const beyond = ({ featured, id }: ReturnType<typeof orderOf>, [first = 0, second = 0]: readonly number[]) =>
  sql<boolean>`(${featured}, ${id}) < (cast(${first} as bigint), cast(${second} as bigint))`

/** Featured first, then the newest. */
export function listImages(db: Db, selection: Selection, { limit, offset, after }: Window) {
  const order = orderOf(selection)
  return withFirstWord(selected(withBlobs(db), selection), selection.words)
    .$if(after !== undefined, (query) => query.where(beyond(order, after as readonly number[])))
    .orderBy(order.featured, 'desc')
    .orderBy(order.id, 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

export const countImages = (db: Db, selection: Selection) =>
  db
    .selectFrom(
      withFirstWord(selected(db.selectFrom('images').select('images.id'), selection), selection.words)
        .limit(MAX_COUNTED + 1)
        .as('some'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
