import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** service_pricing, spend_events, spend_totals and user_budget_settings. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  await addPricing(db, engine)
  await addEvents(db, engine)
  await addTotals(db, engine)
  await addSettings(db, engine)
}

const bigOf = (engine: Engine) => (engine === 'postgres' ? 'bigint' : 'integer')
const instantOf = (engine: Engine) => sql.raw(columns[engine].instant)
/** Text that is sorted: on Postgres by its bytes, as SQLite does. */
const sortedTextOf = (engine: Engine) => sql.raw(engine === 'postgres' ? 'text collate "C"' : 'text')

async function addPricing(db: Kysely<unknown>, engine: Engine) {
  await db.schema
    .createTable('service_pricing')
    .addColumn('key', sortedTextOf(engine), required)
    .addColumn('version', 'integer', required)
    .addColumn('price_micro_usd', bigOf(engine), (column) => column.notNull().check(sql`price_micro_usd >= 0`))
    .addColumn('per', bigOf(engine), (column) => column.notNull().check(sql`per > 0`))
    .addColumn('unit', 'text', required)
    .addColumn('effective_from', instantOf(engine), required)
    .addPrimaryKeyConstraint('service_pricing_pkey', ['key', 'version'])
    .addUniqueConstraint('service_pricing_effective_from', ['key', 'effective_from'])
    .execute()
}

async function addEvents(db: Kysely<unknown>, engine: Engine) {
  await db.schema
    .createTable('spend_events')
    .addColumn('id', sql.raw(columns[engine].uuid), (column) => column.primaryKey())
    .addColumn('owner', 'text')
    .addColumn('service', sortedTextOf(engine), required)
    .addColumn('provider', 'text', required)
    .addColumn('model', 'text', required)
    .addColumn('persona_id', sortedTextOf(engine))
    .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ('reserved', 'spent', 'released')`))
    .addColumn('estimate_micro_usd', bigOf(engine), (column) => column.notNull().check(sql`estimate_micro_usd >= 0`))
    .addColumn('cost_micro_usd', bigOf(engine), (column) => column.check(sql`cost_micro_usd >= 0`))
    .addColumn('price_versions', sql.raw(columns[engine].json), required)
    .addColumn('created_at', instantOf(engine), required)
    .addColumn('settled_at', instantOf(engine))
    .addColumn('expires_at', instantOf(engine), required)
    .addCheckConstraint('spend_events_settled', sql`(state = 'reserved') = (cost_micro_usd is null)`)
    .execute()
  await db.schema.createIndex('spend_events_owner').on('spend_events').columns(['owner', 'created_at', 'id']).execute()
  await db.schema
    .createIndex('spend_events_session')
    .on('spend_events')
    .columns(['created_at', 'id'])
    .where(sql<boolean>`owner like 'session:%'`)
    .execute()
  await db.schema.createIndex('spend_events_created_at').on('spend_events').column('created_at').execute()
  await db.schema
    .createIndex('spend_events_reserved')
    .on('spend_events')
    .column('expires_at')
    .where(sql.ref('state'), '=', sql.lit('reserved'))
    .execute()
}

async function addTotals(db: Kysely<unknown>, engine: Engine) {
  await db.schema
    .createTable('spend_totals')
    .addColumn('scope', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('starts_at', instantOf(engine), required)
    .addColumn('ends_at', instantOf(engine), required)
    .addColumn('reserved_micro_usd', bigOf(engine), (column) => column.notNull().check(sql`reserved_micro_usd >= 0`))
    .addColumn('spent_micro_usd', bigOf(engine), (column) => column.notNull().check(sql`spent_micro_usd >= 0`))
    .addColumn('alerted_at', instantOf(engine))
    .addPrimaryKeyConstraint('spend_totals_pkey', ['scope', 'kind', 'starts_at'])
    .execute()
}

async function addSettings(db: Kysely<unknown>, engine: Engine) {
  await db.schema
    .createTable('user_budget_settings')
    .addColumn('user_id', sql.raw(columns[engine].uuid), (column) =>
      column.primaryKey().references('users.id').onDelete('cascade'),
    )
    .addColumn('max_cost_per_call_micro_usd', bigOf(engine))
    .addColumn('daily_limit_micro_usd', bigOf(engine))
    .addColumn('monthly_limit_micro_usd', bigOf(engine))
    .addColumn('alert_threshold_percent', 'integer', required)
    .addColumn('warn_at_percent_per_call', 'integer', required)
    .addColumn('enable_auto_cutoff', 'integer', required)
    .addColumn('timezone', 'text', required)
    .addColumn('updated_at', instantOf(engine), required)
    .execute()
}
