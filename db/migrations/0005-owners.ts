import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** One state as JSON text, from the columns that held its members. */
const stateText: Record<Engine, string> = {
  sqlite: `'{"choices":' || choices || ',"heroes":' || heroes || ',"party_name":' || json_quote(name)
    || ',"scene_index":' || scene_index || ',"symbol_choice":' || json_quote(symbol_choice)
    || case when extras = '{}' then '}' else ',' || substr(extras, 2) end`,
  postgres: `('{"choices":' || choices::text || ',"heroes":' || heroes::text || ',"party_name":' || to_json(name)::text
    || ',"scene_index":' || scene_index || ',"symbol_choice":' || coalesce(to_json(symbol_choice)::text, 'null')
    || case when extras::text = '{}' then '}' else ',' || substr(extras::text, 2) end)::json`,
}

const newUuid: Record<Engine, string> = {
  sqlite: `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-'
    || hex(randomblob(2)) || '-' || hex(randomblob(6)))`,
  postgres: 'gen_random_uuid()',
}

const kept = 'version, state, party_name, scene_index, size_bytes, updated_at'
const old = kept
  .split(', ')
  .map((column) => `old.${column}`)
  .join(', ')

const keepHistory = `
  insert into party_versions (party_id, ${kept}) values (old.id, ${old});
  delete from party_versions where party_id = new.id and version <= new.version - new.versions_kept;`
const isReplaced = 'old.version <> new.version and old.deleted_at is null'

const dropHistory = 'delete from party_versions where party_id = new.id;'
const isDeleted = 'new.deleted_at is not null and old.deleted_at is null'

const triggers: Record<Engine, string[]> = {
  sqlite: [
    `create trigger parties_history after update on parties when ${isReplaced} begin ${keepHistory} end`,
    `create trigger parties_deleted after update on parties when ${isDeleted} begin ${dropHistory} end`,
  ],
  postgres: [
    'drop function keep_party_history, keep_deleted_version cascade',
    `create function keep_party_history() returns trigger language plpgsql as $$ begin ${keepHistory} return null; end $$`,
    `create trigger parties_history after update on parties for each row
     when (${isReplaced}) execute function keep_party_history()`,
    `create function drop_party_history() returns trigger language plpgsql as $$ begin ${dropHistory} return null; end $$`,
    `create trigger parties_deleted after update on parties for each row
     when (${isDeleted}) execute function drop_party_history()`,
  ],
}

/**
 * Owners, and whole states. parties and party_versions keep a state as one JSON text, as it is sent and loaded, with the
 * columns that lists show beside it. A deleted save stays as a marked row: its version counts on from there, so that a
 * version never names two states. parties and quests name their owner.
 */
export async function up(db: Kysely<unknown>, engine: Engine) {
  const run = (statement: string) => sql.raw(statement).execute(db)
  await createSaves(db, engine)
  const state = stateText[engine]
  await run(`insert into new_parties (id, owner, session_id, state, party_name, scene_index, size_bytes, version,
    versions_kept, created_at, updated_at)
    select id, 'session:' || session_id, session_id, ${state}, name, scene_index, size_bytes, version,
    versions_kept, created_at, updated_at from parties`)
  await run(`insert into new_parties (id, owner, session_id, size_bytes, version, versions_kept, created_at, updated_at,
    deleted_at) select ${newUuid[engine]}, 'session:' || session_id, session_id, 0, version, 1, at, at, at
    from deleted_saves, (select ${engine === 'postgres' ? "timestamptz '1970-01-01Z'" : "'1970-01-01T00:00:00.000Z'"} as at) as epoch
    where session_id not in (select session_id from parties)`)
  await run(`insert into new_versions (party_id, version, state, party_name, scene_index, size_bytes, updated_at)
    select party_id, version, ${state}, name, scene_index, size_bytes, updated_at from party_versions`)
  for (const table of ['party_versions', 'parties', 'deleted_saves']) await run(`drop table ${table}`)
  await run('alter table new_parties rename to parties')
  await run('alter table new_versions rename to party_versions')
  for (const statement of triggers[engine]) await run(statement)
  await ownQuests(db)
}

async function createSaves(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  await db.schema
    .createTable('new_parties')
    .addColumn('id', sql.raw(type.uuid), (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('state', sql.raw(type.json))
    .addColumn('party_name', 'text')
    .addColumn('scene_index', 'integer')
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('versions_kept', 'integer', (column) => column.notNull())
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('deleted_at', sql.raw(type.instant))
    .addPrimaryKeyConstraint('parties_id', ['id'])
    .addUniqueConstraint('parties_owner_session_id', ['owner', 'session_id'])
    .execute()

  await db.schema
    .createTable('new_versions')
    .addColumn('party_id', sql.raw(type.uuid), (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('state', sql.raw(type.json), (column) => column.notNull())
    .addColumn('party_name', 'text')
    .addColumn('scene_index', 'integer')
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .addPrimaryKeyConstraint('party_versions_party_id_version', ['party_id', 'version'])
    .addForeignKeyConstraint('party_versions_party_id', ['party_id'], 'new_parties', ['id'], (key) =>
      key.onDelete('cascade'),
    )
    .execute()
}

async function ownQuests(db: Kysely<unknown>) {
  await sql`alter table quests add column owner text not null default ''`.execute(db)
  await sql`update quests set owner = 'session:' || session_id`.execute(db)
  await db.schema.alterTable('quests').dropColumn('user_id').execute()
  await db.schema.dropIndex('quests_session_id_id').execute()
  // Ordered by id, not by time: the clocks of several machines disagree, the database's counter does not.
  await db.schema.createIndex('quests_owner_id').on('quests').columns(['owner', 'id']).execute()
  for (const operation of ['generateQuest', 'clarifyQuest']) {
    await sql`update idempotency_keys set scope = ${`${operation} session:`} || substr(scope, ${sql.lit(operation.length + 2)})
      where scope like ${`${operation} %`}`.execute(db)
  }
}
