import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

const versioned = 'version, name, scene_index, symbol_choice, heroes, choices, extras, size_bytes, updated_at'
const old = versioned
  .split(', ')
  .map((column) => `old.${column}`)
  .join(', ')

const keepHistory = `
  insert into party_versions (party_id, ${versioned}) values (old.id, ${old});
  delete from party_versions where party_id = new.id and version <= new.version - new.versions_kept;`

const keepVersion = `
  insert into deleted_saves (session_id, version) values (old.session_id, old.version)
  on conflict (session_id) do update set version = excluded.version;`

const triggers: Record<Engine, string[]> = {
  sqlite: [
    `create trigger parties_deleted after delete on parties begin ${keepVersion} end`,
    `create trigger parties_history after update on parties when old.version <> new.version begin ${keepHistory} end`,
  ],
  postgres: [
    `create function keep_deleted_version() returns trigger language plpgsql as $$ begin ${keepVersion} return null; end $$`,
    `create trigger parties_deleted after delete on parties for each row execute function keep_deleted_version()`,
    `create function keep_party_history() returns trigger language plpgsql as $$ begin ${keepHistory} return null; end $$`,
    `create trigger parties_history after update on parties for each row
     when (old.version <> new.version) execute function keep_party_history()`,
  ],
}

/** parties, party_versions, deleted_saves, and the triggers that keep replaced states and the versions of deleted saves. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]

  await db.schema
    .createTable('parties')
    .addColumn('id', sql.raw(type.uuid), (column) => column.primaryKey())
    .addColumn('session_id', 'text', (column) => column.notNull().unique())
    .addColumn('user_id', sql.raw(type.uuid))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scene_index', 'integer', (column) => column.notNull())
    .addColumn('symbol_choice', 'text')
    .addColumn('heroes', sql.raw(type.json), (column) => column.notNull())
    .addColumn('choices', sql.raw(type.json), (column) => column.notNull())
    .addColumn('extras', sql.raw(type.json), (column) => column.notNull())
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('versions_kept', 'integer', (column) => column.notNull())
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('party_versions')
    .addColumn('party_id', sql.raw(type.uuid), (column) =>
      column.notNull().references('parties.id').onDelete('cascade'),
    )
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scene_index', 'integer', (column) => column.notNull())
    .addColumn('symbol_choice', 'text')
    .addColumn('heroes', sql.raw(type.json), (column) => column.notNull())
    .addColumn('choices', sql.raw(type.json), (column) => column.notNull())
    .addColumn('extras', sql.raw(type.json), (column) => column.notNull())
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .addPrimaryKeyConstraint('party_versions_pkey', ['party_id', 'version'])
    .execute()

  await db.schema
    .createTable('deleted_saves')
    .addColumn('session_id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute()

  for (const statement of triggers[engine]) await sql.raw(statement).execute(db)
}
