import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** leases: work that one process does while others wait for its outcome. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]

  await db.schema
    .createTable('leases')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('holder', sql.raw(type.uuid), (column) => column.notNull())
    .addColumn('heartbeat', 'integer', (column) => column.notNull())
    .addColumn('outcome', sql.raw(type.json))
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .execute()
}
