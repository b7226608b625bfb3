import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** chats and chat_messages. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const big = engine === 'postgres' ? 'bigint' : 'integer'
  const identity = sql.raw(type.identity)
  const [instant, json] = [sql.raw(type.instant), sql.raw(type.json)]
  await db.schema
    .createTable('chats')
    .addColumn('id', identity)
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('persona_id', 'text')
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('summarized_id', big, (column) => column.notNull())
    .addColumn('created_at', instant, (column) => column.notNull())
    .addColumn('updated_at', instant, (column) => column.notNull())
    .addUniqueConstraint('chats_owner_session_id', ['owner', 'session_id'])
    .execute()
  await db.schema
    .createTable('chat_messages')
    .addColumn('id', identity)
    .addColumn('chat_id', big, (column) => column.notNull().references('chats.id').onDelete('cascade'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('persona_id', 'text')
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('ends', json, (column) => column.notNull())
    .addColumn('stop_requested', 'integer', (column) => column.notNull())
    .addColumn('lease_until', instant)
    .addColumn('weather', json)
    .addColumn('usage', json)
    .addColumn('served_by', json)
    .addColumn('created_at', instant, (column) => column.notNull())
    .addColumn('ended_at', instant)
    .execute()
  await db.schema.createIndex('chat_messages_chat_id').on('chat_messages').columns(['chat_id', 'id']).execute()
  const isRunning = sql<boolean>`status = 'running'`
  await db.schema
    .createIndex('chat_messages_running')
    .on('chat_messages')
    .column('chat_id')
    .unique()
    .where(isRunning)
    .execute()
  await db.schema
    .createIndex('chat_messages_lease_until')
    .on('chat_messages')
    .column('lease_until')
    .where(isRunning)
    .execute()
}
