import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** verified_numbers, do_not_call and verification_codes. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  const uuid = sql.raw(columns[engine].uuid)
  const instant = sql.raw(columns[engine].instant)
  // Numbers are sorted: on Postgres by their bytes, as SQLite does.
  const number = sql.raw(engine === 'postgres' ? 'text collate "C"' : 'text')
  await db.schema
    .createTable('verified_numbers')
    .addColumn('phone_number', number, (column) => column.notNull().primaryKey())
    .addColumn('user_id', uuid, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('verified_at', instant, required)
    .execute()
  await db.schema
    .createIndex('verified_numbers_user_id')
    .on('verified_numbers')
    .columns(['user_id', 'phone_number'])
    .execute()
  await db.schema
    .createTable('do_not_call')
    .addColumn('phone_number', number, required)
    .addColumn('refused_by', 'text', required)
    .addColumn('created_at', instant, required)
    .addPrimaryKeyConstraint('do_not_call_pkey', ['phone_number', 'refused_by'])
    .execute()
  await db.schema.createIndex('do_not_call_refused_by').on('do_not_call').column('refused_by').execute()
  await db.schema
    .createTable('verification_codes')
    .addColumn('id', uuid, (column) => column.primaryKey())
    .addColumn('user_id', uuid)
    .addColumn('number_hash', 'text', required)
    .addColumn('code_hash', 'text', required)
    .addColumn('tries_left', 'integer', (column) => column.notNull().check(sql`tries_left >= 0`))
    .addColumn('created_at', instant, required)
    .addColumn('expires_at', instant, required)
    .addColumn('closed_at', instant)
    .execute()
  for (const column of ['user_id', 'number_hash'])
    await db.schema
      .createIndex(`verification_codes_${column}`)
      .on('verification_codes')
      .columns([column, 'created_at'])
      .execute()
  await db.schema.createIndex('verification_codes_created_at').on('verification_codes').column('created_at').execute()
}
