import type { Kysely } from 'kysely'

/** model_calls: how many paid calls of models a day has seen, over all processes. */
export async function up(db: Kysely<unknown>) {
  await db.schema
    .createTable('model_calls')
    .addColumn('day', 'text', (column) => column.primaryKey())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .execute()
}
