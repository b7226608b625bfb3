import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const counted = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)

/** calls, call_turns, call_costs, carrier_events, scheduled_calls and call_pace. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  await addCalls(db, engine)
  await addTurns(db, engine)
  await addCosts(db, engine)
  await addEvents(db, engine)
  await addScheduled(db, engine)
  await db.schema
    .createTable('call_pace')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('next_at', sql.raw(columns[engine].instant), required)
    .execute()
}

const bigOf = (engine: Engine) => sql.raw(engine === 'postgres' ? 'bigint' : 'integer') as never

async function addCalls(db: Kysely<unknown>, engine: Engine) {
  const [uuid, json, instant] = ['uuid', 'json', 'instant'].map((it) => sql.raw(columns[engine][it as 'uuid']))
  await db.schema
    .createTable('calls')
    .addColumn('id', uuid as never, (column) => column.primaryKey())
    .addColumn('user_id', uuid as never, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('persona_id', 'text', required)
    .addColumn('persona_name', 'text', required)
    .addColumn('scenario_id', 'text')
    .addColumn('call_scenario', 'text')
    .addColumn('call_pretext', 'text')
    .addColumn('phone_number', 'text', required)
    .addColumn('carrier', 'text', required)
    .addColumn('sid', 'text', (column) => column.unique())
    .addColumn('status', 'text', required)
    .addColumn('ending_reason', 'text')
    .addColumn('end_reason', 'text')
    .addColumn('scheduled_call_id', uuid as never, (column) => column.unique())
    .addColumn('started_at', instant as never, required)
    .addColumn('answered_at', instant as never)
    .addColumn('ended_at', instant as never)
    .addColumn('duration_seconds', 'integer', counted)
    .addColumn('limit_minutes', 'integer', required)
    .addColumn('dial_ms', 'integer', counted)
    .addColumn('record', 'integer', required)
    .addColumn('hold_id', uuid as never, required)
    .addColumn('credits_used', 'integer', counted)
    .addColumn('spend_event_id', uuid as never)
    .addColumn('is_money_settled', 'integer', counted)
    .addColumn('prices', json as never, required)
    .addColumn('cost_micro_usd', bigOf(engine), counted)
    .addColumn('cost_status', 'text', required)
    .addColumn('listening', json as never)
    .addColumn('summary', 'text')
    .addColumn('remembered_at', instant as never)
    .addColumn('turn_claim', 'text')
    .addColumn('turn_claimed_until', instant as never)
    .addColumn('stream_sid', 'text')
    .addColumn('recording_blob_id', bigOf(engine), (column) => column.references('blobs.id'))
    .execute()
  await db.schema.createIndex('calls_user_id').on('calls').columns(['user_id', 'id']).execute()
  await db.schema.createIndex('calls_user_started').on('calls').columns(['user_id', 'started_at']).execute()
  await db.schema.createIndex('calls_status').on('calls').columns(['status', 'started_at']).execute()
  await db.schema
    .createIndex('calls_recording_blob_id')
    .on('calls')
    .column('recording_blob_id')
    .where('recording_blob_id', 'is not', null)
    .execute()
}

async function addTurns(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  await db.schema
    .createTable('call_turns')
    .addColumn('call_id', sql.raw(type.uuid), (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('n', 'integer', required)
    .addColumn('role', 'text', required)
    .addColumn('text', 'text', required)
    .addColumn('at', sql.raw(type.instant), required)
    .addColumn('served_by', sql.raw(type.json))
    .addColumn('spoken_by', sql.raw(type.json))
    .addColumn('characters', 'integer', counted)
    .addColumn('from_ms', 'integer')
    .addColumn('to_ms', 'integer')
    .addPrimaryKeyConstraint('call_turns_pkey', ['call_id', 'n'])
    .execute()
}

async function addCosts(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const big = bigOf(engine)
  await db.schema
    .createTable('call_costs')
    .addColumn('id', sql.raw(type.identity))
    .addColumn('call_id', sql.raw(type.uuid), (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('component', 'text', required)
    .addColumn('provider', 'text', required)
    .addColumn('model', 'text', required)
    .addColumn('quantity', big, required)
    .addColumn('unit', 'text', required)
    .addColumn('unit_price_micro_usd', big)
    .addColumn('per', 'integer', required)
    .addColumn('amount_micro_usd', big, required)
    .addColumn('price_version', 'integer')
    .addColumn('status', 'text', required)
    .addColumn('simulated', 'integer', required)
    .addColumn('created_at', sql.raw(type.instant), required)
    .addUniqueConstraint('call_costs_item', ['call_id', 'component', 'provider', 'model', 'unit'])
    .execute()
}

async function addEvents(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  await db.schema
    .createTable('carrier_events')
    .addColumn('sid', 'text', required)
    .addColumn('source', 'text', required)
    .addColumn('sequence', 'integer', required)
    .addColumn('call_id', sql.raw(type.uuid), (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('status', 'text', required)
    .addColumn('received_at', sql.raw(type.instant), required)
    .addPrimaryKeyConstraint('carrier_events_pkey', ['sid', 'source', 'sequence'])
    .execute()
  await db.schema.createIndex('carrier_events_call_id').on('carrier_events').column('call_id').execute()
}

async function addScheduled(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const [uuid, instant] = [sql.raw(type.uuid), sql.raw(type.instant)]
  await db.schema
    .createTable('scheduled_calls')
    .addColumn('id', uuid, (column) => column.primaryKey())
    .addColumn('user_id', uuid, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('persona_id', 'text', required)
    .addColumn('phone_number', 'text', required)
    .addColumn('scenario_id', 'text')
    .addColumn('call_scenario', 'text')
    .addColumn('call_pretext', 'text')
    .addColumn('max_duration_minutes', 'integer', required)
    .addColumn('record', 'integer', required)
    .addColumn('status', 'text', required)
    .addColumn('scheduled_time', instant, required)
    .addColumn('latest_time', instant, required)
    .addColumn('timezone', 'text')
    .addColumn('allow_quiet_hours', 'integer', required)
    .addColumn('call_id', uuid)
    .addColumn('failure', 'text')
    .addColumn('created_at', instant, required)
    .addColumn('updated_at', instant, required)
    .execute()
  await db.schema
    .createIndex('scheduled_calls_user_id')
    .on('scheduled_calls')
    .columns(['user_id', 'scheduled_time', 'id'])
    .execute()
  await db.schema
    .createIndex('scheduled_calls_status')
    .on('scheduled_calls')
    .columns(['status', 'scheduled_time'])
    .execute()
}
