import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** quests, and which of their steps are done. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]

  await db.schema
    .createTable('quests')
    .addColumn('id', sql.raw(type.identity))
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('user_id', sql.raw(type.uuid))
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('help_mode', 'text', (column) => column.notNull())
    .addColumn('quest_json', sql.raw(type.json), (column) => column.notNull())
    .addColumn('steps_total', 'integer', (column) => column.notNull())
    .addColumn('steps_done', 'integer', (column) => column.notNull())
    .addColumn('sgxp_total', 'integer', (column) => column.notNull())
    .addColumn('sgxp_earned', 'integer', (column) => column.notNull())
    .execute()
  // Ordered by id, not by time: the clocks of several machines disagree, the database's counter does not.
  await db.schema.createIndex('quests_session_id_id').on('quests').columns(['session_id', 'id']).execute()

  await db.schema
    .createTable('quest_steps_done')
    .addColumn('quest_id', 'bigint', (column) => column.notNull().references('quests.id').onDelete('cascade'))
    .addColumn('step_id', 'integer', (column) => column.notNull())
    .addColumn('done_at', sql.raw(type.instant), (column) => column.notNull())
    .addPrimaryKeyConstraint('quest_steps_done_pkey', ['quest_id', 'step_id'])
    .execute()
}
