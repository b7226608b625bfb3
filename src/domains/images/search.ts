import type { ImagePage, ImageQuery } from '../../../schemas/images/index.ts'
import type { Deps } from '../../deps.ts'
import { invalid } from '../../errors.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { normalised, toImage } from './image.ts'
import * as search from './search-store.ts'
import { wordsOf } from './words.ts'

/** Each word of a search is looked up in every image that has the rarest one. */
const MAX_SEARCH_WORDS = 10

const galleryOrder = { name: 'gallery', keys: ['number', 'number'] } as const
/** Throws `invalid-request` for a time that no clock shows, such as a leap second, and beyond four-digit years. */
function iso(name: 'created_after' | 'created_before', time: string | undefined) {
  if (time === undefined) return undefined
  const date = new Date(time)
  if (!(date.getTime() >= 0 && date.getUTCFullYear() <= 9_999))
    throw invalid([{ path: `query.${name}`, message: 'must be a time between the years 1970 and 9999' }])
  return date.toISOString()
}

export async function searchImages({ db }: Pick<Deps, 'db'>, query: ImageQuery): Promise<ImagePage> {
  const window = windowOf(query, galleryOrder)
  const selection = { ...(await selectionOf(db, query)), subject_type: query.subject_type, component: query.component }
  // Words of which there are none, such as "…", are in no image.
  const isNone = query.q !== undefined && selection.words.length === 0
  const rows = isNone ? [] : await search.listImages(db, selection, window)
  const count = async () => (isNone ? { count: 0 } : search.countImages(db, selection))
  const counted = await totalOf(window, rows.length, count)
  const total = counted !== undefined && counted > search.MAX_COUNTED ? null : counted
  const page = pageOf(query, rows, total, galleryOrder, ({ is_featured, id }) => [is_featured, id])
  return { ...page, items: page.items.map(toImage) }
}

async function selectionOf(db: Deps['db'], query: ImageQuery) {
  const words = query.q === undefined ? [] : wordsOf(query.q)
  if (words.length > MAX_SEARCH_WORDS)
    throw invalid([{ path: 'query.q', message: `must have at most ${MAX_SEARCH_WORDS} words` }])
  return {
    words: words.length > 1 ? await rarestFirst(db, words) : words,
    subject_key: query.subject_name === undefined ? undefined : normalised(query.subject_name),
    is_featured: query.is_featured === undefined ? undefined : ((query.is_featured ? 1 : 0) as 0 | 1),
    created_after: iso('created_after', query.created_after),
    created_before: iso('created_before', query.created_before),
  }
}

/** Of words that too many images have to be counted, the one whose images are spread further. */
async function rarestFirst(db: Deps['db'], words: string[]): Promise<string[]> {
  const counted = await Promise.all(words.map(async (word) => ({ word, ...(await search.countWord(db, word)) })))
  return counted
    .sort((a, b) => a.count - b.count || a.is_featured - b.is_featured || a.image_id - b.image_id)
    .map(({ word }) => word)
}
