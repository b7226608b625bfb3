import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** jobs: the queue of a service on SQLite. On Postgres, pg-boss keeps its queue in its own schema. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  if (engine === 'postgres') return
  const type = columns[engine]

  await db.schema
    .createTable('jobs')
    .addColumn('id', sql.raw(type.uuid), (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('key', 'text')
    .addColumn('data', sql.raw(type.json), (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('due_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('claim', sql.raw(type.uuid))
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .execute()
  await db.schema.createIndex('jobs_name_due_at').on('jobs').columns(['name', 'due_at']).execute()
  await db.schema
    .createIndex('jobs_name_key_waiting')
    .unique()
    .on('jobs')
    .columns(['name', 'key'])
    .where(sql.ref('state'), '=', sql.lit('waiting'))
    .execute()
}
