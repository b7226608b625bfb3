import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** idempotency_keys: answers to requests that must have their effect only once. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]

  await db.schema
    .createTable('idempotency_keys')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('body_hash', 'text', (column) => column.notNull())
    .addColumn('claim', sql.raw(type.uuid), (column) => column.notNull())
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('answer', sql.raw(type.json))
    .addColumn('subject', 'text')
    .addPrimaryKeyConstraint('idempotency_keys_pkey', ['scope', 'key'])
    .execute()
  await db.schema.createIndex('idempotency_keys_created_at').on('idempotency_keys').column('created_at').execute()
}
