import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** personas, user_persona_relationships and call_scenario_templates. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  await addPersonas(db, engine)
  await addRelationships(db, engine)
  await addScenarios(db, engine)
}

/** Text by which a list is sorted: both engines compare its bytes. */
const sorted = (engine: Engine) => sql.raw(engine === 'postgres' ? 'text collate "C"' : 'text')

async function addPersonas(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  await db.schema
    .createTable('personas')
    .addColumn('id', sorted(engine), (column) => column.primaryKey())
    .addColumn('user_id', sql.raw(type.uuid), (column) => column.references('users.id').onDelete('cascade'))
    .addColumn('name', sorted(engine), (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('voice', sql.raw(type.json), (column) => column.notNull())
    .addColumn('is_public', 'integer', (column) => column.notNull())
    .addColumn('tags', sql.raw(type.json), (column) => column.notNull())
    .addColumn('temperature', 'double precision', (column) => column.notNull())
    .addColumn('max_tokens', 'integer', (column) => column.notNull())
    .addColumn('max_call_minutes', 'integer', (column) => column.notNull())
    .addColumn('llm_model', 'text')
    .addColumn('system_prompt', 'text', (column) => column.notNull())
    .addColumn('content_hash', 'text')
    .addColumn('deleted_at', sql.raw(type.instant))
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('personas_user_id')
    .on('personas')
    .column('user_id')
    .where(sql.ref('user_id'), 'is not', null)
    .execute()
  // In the order of the list, with all that decides who sees a row: counting them reads no system prompts.
  await db.schema
    .createIndex('personas_name')
    .on('personas')
    .columns(['name', 'id', 'user_id', 'is_public'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute()
  // The few of the service, which anonymous callers list: they need not walk over those of all users.
  await db.schema
    .createIndex('personas_service')
    .on('personas')
    .columns(['name', 'id', 'is_public'])
    .where(sql.ref('deleted_at'), 'is', null)
    .where(sql.ref('user_id'), 'is', null)
    .execute()
}

async function addRelationships(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const big = engine === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('user_persona_relationships')
    .addColumn('user_id', sql.raw(type.uuid), (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('persona_id', sorted(engine), (column) => column.notNull().references('personas.id').onDelete('cascade'))
    .addColumn('relationship_type', 'text', (column) => column.notNull())
    .addColumn('custom_system_prompt', 'text')
    .addColumn('voice', sql.raw(type.json))
    .addColumn('is_favorite', 'integer', (column) => column.notNull())
    .addColumn('facts', sql.raw(type.json), (column) => column.notNull())
    .addColumn('recent_calls', sql.raw(type.json), (column) => column.notNull())
    .addColumn('total_calls', big, (column) => column.notNull())
    .addColumn('total_minutes', big, (column) => column.notNull())
    .addColumn('last_call_at', sql.raw(type.instant))
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .addPrimaryKeyConstraint('user_persona_relationships_pkey', ['user_id', 'persona_id'])
    .execute()
  await db.schema
    .createIndex('user_persona_relationships_persona_id')
    .on('user_persona_relationships')
    .column('persona_id')
    .execute()
}

async function addScenarios(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  await db.schema
    .createTable('call_scenario_templates')
    .addColumn('id', sorted(engine), (column) => column.primaryKey())
    .addColumn('user_id', sql.raw(type.uuid), (column) => column.references('users.id').onDelete('cascade'))
    .addColumn('name', sorted(engine), (column) => column.notNull())
    .addColumn('scenario_text', 'text', (column) => column.notNull())
    .addColumn('icon', 'text', (column) => column.notNull())
    .addColumn('use_count', engine === 'postgres' ? 'bigint' : 'integer', (column) => column.notNull())
    .addColumn('last_used_at', sql.raw(type.instant))
    .addColumn('content_hash', 'text')
    .addColumn('deleted_at', sql.raw(type.instant))
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('call_scenario_templates_user_id')
    .on('call_scenario_templates')
    .column('user_id')
    .execute()
}
