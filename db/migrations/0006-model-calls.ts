import type { Kysely } from 'kysely'

/** model_calls: number of paid model calls per day, of all processes together. */
export async function up(db: Kysely<unknown>) {
  await db.schema
    .createTable('model_calls')
    .addColumn('day', 'text', (column) => column.primaryKey())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .execute()
}
