import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** blobs, images, image_words, scene_cache, scene_counts, and paid_calls, which replaces model_calls. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  await addBlobs(db, engine)
  await addImages(db, engine)
  await addScenes(db, engine)
  await db.schema
    .createTable('paid_calls')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('paid_calls_pkey', ['kind', 'day'])
    .execute()
}

async function addBlobs(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  await db.schema
    .createTable('blobs')
    .addColumn('id', sql.raw(type.identity))
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('storage_key', 'text', (column) => column.notNull().unique())
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('blobs_sha256')
    .unique()
    .on('blobs')
    .column('sha256')
    .where(sql.ref('state'), '<>', sql.lit('deleting'))
    .execute()
  await db.schema
    .createIndex('blobs_unfinished')
    .on('blobs')
    .column('created_at')
    .where(sql.ref('state'), '<>', sql.lit('ready'))
    .execute()
}

async function addImages(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const big = engine === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('images')
    .addColumn('id', sql.raw(type.identity))
    .addColumn('owner', 'text')
    .addColumn('subject_type', 'text', (column) => column.notNull())
    .addColumn('subject_name', 'text', (column) => column.notNull())
    .addColumn('subject_key', 'text', (column) => column.notNull())
    .addColumn('component', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('custom_prompt', 'text')
    .addColumn('aspect_ratio', 'text', (column) => column.notNull())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .addColumn('full_blob_id', big, (column) => column.notNull().references('blobs.id'))
    .addColumn('thumbnail_blob_id', big, (column) => column.notNull().references('blobs.id'))
    .addColumn('placeholder', 'text', (column) => column.notNull())
    .addColumn('generation_time_ms', 'integer', (column) => column.notNull())
    .addColumn('served_by', sql.raw(type.json), (column) => column.notNull())
    .addColumn('import_hash', 'text', (column) => column.unique())
    .addColumn('is_featured', 'integer', (column) => column.notNull())
    .addColumn('use_count', big, (column) => column.notNull())
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('deleted_at', sql.raw(type.instant))
    .execute()
  await db.schema
    .createTable('image_words')
    .addColumn('word', 'text', (column) => column.notNull())
    .addColumn('is_featured', 'integer', (column) => column.notNull())
    .addColumn('image_id', big, (column) => column.notNull().references('images.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('image_words_pkey', ['word', 'is_featured', 'image_id'])
    .$call((table) => (engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table))
    .execute()
  await db.schema.createIndex('image_words_image_id').on('image_words').column('image_id').execute()
  await addImageIndexes(db)
}

/** In the order of the gallery, for each way of searching; and those that a purge and a delete of an object look for. */
async function addImageIndexes(db: Kysely<unknown>) {
  const live = { gallery: [], type: ['subject_type'], subject: ['subject_key'], component: ['component'] }
  for (const [name, first] of Object.entries(live)) {
    await db.schema
      .createIndex(`images_${name}`)
      .on('images')
      .columns([...first, 'is_featured', 'id'] as never)
      .where(sql.ref('deleted_at'), 'is', null)
      .execute()
  }
  await db.schema
    .createIndex('images_featured')
    .unique()
    .on('images')
    .columns(['subject_type', 'subject_key'])
    .where(sql<boolean>`is_featured = 1 and deleted_at is null` as never)
    .execute()
  await db.schema
    .createIndex('images_trash')
    .on('images')
    .column('deleted_at')
    .where(sql.ref('deleted_at'), 'is not', null)
    .execute()
  for (const column of ['full_blob_id', 'thumbnail_blob_id'])
    await db.schema.createIndex(`images_${column}`).on('images').column(column).execute()
}

async function addScenes(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const big = engine === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('scene_cache')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('location_key', 'text', (column) => column.notNull())
    .addColumn('image_id', big, (column) => column.notNull().references('images.id').onDelete('cascade'))
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('expires_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('stale_until', sql.raw(type.instant))
    .addColumn('stale_reason', 'text')
    .addColumn('use_count', big, (column) => column.notNull())
    .addColumn('last_used', sql.raw(type.instant), (column) => column.notNull())
    .execute()
  for (const column of ['location_key', 'image_id', 'expires_at'])
    await db.schema.createIndex(`scene_cache_${column}`).on('scene_cache').column(column).execute()
  await db.schema
    .createTable('scene_counts')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('count', big, (column) => column.notNull())
    .execute()
}
