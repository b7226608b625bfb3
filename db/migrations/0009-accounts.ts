import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** users, token_blacklist, login_attempts, and an index for what a user has of images. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  await db.schema
    .createTable('users')
    .addColumn('id', sql.raw(type.uuid), (column) => column.primaryKey())
    .addColumn('email', 'text')
    .addColumn('email_key', 'text', (column) => column.unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('phone', 'text')
    .addColumn('email_verified', 'integer', (column) => column.notNull())
    .addColumn('phone_verified', 'integer', (column) => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('device_hash', 'text', (column) => column.unique())
    .addColumn('token_version', 'integer', (column) => column.notNull())
    .addColumn('kept_token_id', 'text')
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('updated_at', sql.raw(type.instant), (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('token_blacklist')
    .addColumn('token_id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', sql.raw(type.uuid), (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('expires_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .execute()
  for (const column of ['user_id', 'expires_at'])
    await db.schema.createIndex(`token_blacklist_${column}`).on('token_blacklist').column(column).execute()
  const big = engine === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('login_attempts')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text')
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('blocked_until_ms', big, (column) => column.notNull())
    .addColumn('known_until_ms', big, (column) => column.notNull())
    .addColumn('updated_at_ms', big, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('login_attempts_updated_at_ms').on('login_attempts').column('updated_at_ms').execute()
  await db.schema.createIndex('login_attempts_account').on('login_attempts').column('account').execute()
  await db.schema
    .createIndex('images_owner')
    .on('images')
    .columns(['owner', 'id'])
    .where(sql.ref('owner'), 'is not', null)
    .execute()
}
