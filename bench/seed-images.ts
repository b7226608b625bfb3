import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../db/columns.ts'
import { connect } from '../db/connect.ts'
import type { Db } from '../db/tables.ts'

/** Rows per statement. */
const STEP = 20_000

/** Pictures with the same subject; one of them is featured. */
export const PER_SUBJECT = 20

/** Words, and which pictures have them, by the number of the picture. */
const words: [word: string, condition: string][] = [
  ["'the'", 'true'],
  ["'light'", 'true'],
  ["'tavern'", 'i % 2 = 0'],
  ["'dawn'", 'i % 3 = 0'],
  ["'dusk'", 'i % 3 = 1'],
  ["'lantern'", 'i % 5 = 0'],
  [`'subject' || (i / ${PER_SUBJECT})`, 'true'],
  // Spread over all pictures, as those that people type.
  ["'rune' || (i % 100000)", 'true'],
]

/**
 * So many pictures, numbered from 1: twenty of each subject, one of them featured, every fiftieth in the trash, each with
 * two objects and four to seven words.
 */
export async function seedImages(url: string, images: number, onProgress: (images: number) => void) {
  const { db, engine, migrate, close } = connect(url, { withoutTimeouts: true })
  await migrate()
  for (let first = 1; first <= images; first += STEP) {
    const numbers = numbersOf(engine, first, Math.min(first + STEP - 1, images))
    await insertBlobs(db, numbers)
    await insertImages(db, engine, numbers)
    await insertWords(db, numbers)
    onProgress(Math.min(first + STEP - 1, images))
  }
  const analyze = engine === 'postgres' ? sql`vacuum analyze` : sql`pragma optimize`
  await analyze.execute(db)
  await close()
}

type Numbers = RawBuilder<unknown>

/** As literals: a bound number is a float to SQLite, and `i / 20` of one is no whole number. */
const numbersOf = (engine: Engine, first: number, last: number): Numbers =>
  engine === 'sqlite'
    ? sql`(with recursive n(i) as (select ${sql.lit(first)} union all select i + 1 from n where i < ${sql.lit(last)})
        select i from n) as numbers`
    : sql`generate_series(${sql.lit(first)}, ${sql.lit(last)}) as n(i)`

async function insertBlobs(db: Db, numbers: Numbers) {
  for (const [variant, offset] of Object.entries({ full: 1, thumbnail: 0 })) {
    const text = sql`'${sql.raw(variant)}-' || i`
    await sql`insert into blobs (id, sha256, storage_key, size_bytes, content_type, state, created_at)
      select 2 * i - ${sql.lit(offset)}, ${text}, 'images/' || ${text} || '.webp', 90000, 'image/webp', 'ready',
      '2026-11-20T09:30:00.000Z' from ${numbers}`.execute(db)
  }
}

const isTrash = sql.raw('i % 50 = 0')
const isFeatured = sql.raw(`case when i % ${PER_SUBJECT} = 1 then 1 else 0 end`)

async function insertImages(db: Db, engine: Engine, numbers: Numbers) {
  const served = JSON.stringify({
    ...{ provider: 'embedded', model: 'painter', cached: false, fallback: false, fallback_reason: null },
    ...{ latency_ms: 90, cost_micro_usd: 0 },
  })
  const [instant, json] = engine === 'postgres' ? ['timestamptz', 'json'] : ['text', 'text']
  const name = (first: string) => sql`${sql.lit(first)} || (i / ${sql.lit(PER_SUBJECT)})`
  await sql`insert into images (id, owner, subject_type, subject_name, subject_key, component, prompt, custom_prompt,
    aspect_ratio, width, height, full_blob_id, thumbnail_blob_id, placeholder, generation_time_ms, served_by, import_hash,
    is_featured, use_count, created_at, deleted_at)
    select i, 'session:' || (i % 1000), 'item', ${name('Subject')}, ${name('subject')}, 'inventory',
    'The light of a tavern at dawn, a lantern above its door, and a rune on the step', null, '16:9', 1024, 576,
    2 * i - 1, 2 * i, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', 90, cast(${sql.lit(served)} as ${sql.raw(json)}), null,
    ${isFeatured}, 0, cast('2026-11-20T09:30:00.000Z' as ${sql.raw(instant)}),
    case when ${isTrash} then cast('2026-11-21T09:30:00.000Z' as ${sql.raw(instant)}) end from ${numbers}`.execute(db)
}

async function insertWords(db: Db, numbers: Numbers) {
  const parts = words.map(
    ([word, condition]) =>
      sql`select ${sql.raw(word)}, ${isFeatured}, i from ${numbers} where not ${isTrash} and ${sql.raw(condition)}`,
  )
  for (const part of parts) await sql`insert into image_words (word, is_featured, image_id) ${part}`.execute(db)
}
