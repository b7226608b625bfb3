import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/** The largest integer that JSON can carry without loss. */
const MAX = 9_007_199_254_740_991

const isWithin = (column: string, least: number | string, most: number | string) =>
  sql.raw<boolean>(`${column} between ${least} and ${most}`)

/** user_credits, credit_transactions and credit_holds. */
export async function up(db: Kysely<unknown>, engine: Engine) {
  await addAccounts(db, engine)
  await addTransactions(db, engine)
  await addHolds(db, engine)
  for (const statement of appendOnly[engine]) await sql.raw(statement).execute(db)
}

async function addAccounts(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const big = sql.raw(engine === 'postgres' ? 'bigint' : 'integer') as never
  await db.schema
    .createTable('user_credits')
    .addColumn('id', sql.raw(type.uuid), (column) => column.primaryKey())
    .addColumn('user_id', sql.raw(type.uuid), (column) => column.unique().references('users.id').onDelete('set null'))
    .addColumn('balance', big, (column) => column.notNull())
    .addColumn('reserved', big, (column) => column.notNull())
    .addColumn('lifetime_purchased', big, (column) => column.notNull())
    .addColumn('lifetime_used', big, (column) => column.notNull())
    .addCheckConstraint('user_credits_balance', isWithin('balance', 0, MAX))
    .addCheckConstraint('user_credits_reserved', isWithin('reserved', 0, 'balance'))
    .addCheckConstraint('user_credits_lifetime_purchased', isWithin('lifetime_purchased', 0, MAX))
    .addCheckConstraint('user_credits_lifetime_used', isWithin('lifetime_used', 0, MAX))
    .execute()
}

async function addTransactions(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const big = sql.raw(engine === 'postgres' ? 'bigint' : 'integer') as never
  const isSigned = `(type = 'usage' and ${-MAX} <= credits and credits < 0)
    or (type in ('purchase', 'grant', 'refund') and 0 < credits and credits <= ${MAX})`
  await db.schema
    .createTable('credit_transactions')
    .addColumn('id', sql.raw(type.identity))
    .addColumn('account_id', sql.raw(type.uuid), (column) => column.notNull().references('user_credits.id'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('credits', big, (column) => column.notNull())
    .addColumn('balance_after', big, (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('reference', 'text', (column) => column.notNull())
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addUniqueConstraint('credit_transactions_type_reference', ['type', 'reference'])
    .addCheckConstraint('credit_transactions_credits', sql.raw(isSigned))
    .addCheckConstraint('credit_transactions_balance_after', isWithin('balance_after', 0, MAX))
    .execute()
  await db.schema
    .createIndex('credit_transactions_account_id')
    .on('credit_transactions')
    .columns(['account_id', 'id'])
    .execute()
}

async function addHolds(db: Kysely<unknown>, engine: Engine) {
  const type = columns[engine]
  const big = sql.raw(engine === 'postgres' ? 'bigint' : 'integer') as never
  await db.schema
    .createTable('credit_holds')
    .addColumn('id', sql.raw(type.uuid), (column) => column.primaryKey())
    .addColumn('account_id', sql.raw(type.uuid), (column) => column.notNull().references('user_credits.id'))
    .addColumn('credits', big, (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reference', 'text', (column) => column.notNull().unique())
    .addColumn('expires_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('created_at', sql.raw(type.instant), (column) => column.notNull())
    .addColumn('settled_at', sql.raw(type.instant))
    .addCheckConstraint('credit_holds_credits', isWithin('credits', 1, MAX))
    .addCheckConstraint('credit_holds_state', sql.raw("state in ('open', 'captured', 'released', 'expired')"))
    .execute()
  await db.schema.createIndex('credit_holds_account_id').on('credit_holds').column('account_id').execute()
  await db.schema
    .createIndex('credit_holds_open')
    .on('credit_holds')
    .column('expires_at')
    .where(sql.ref('state'), '=', sql.lit('open'))
    .execute()
}

const kept = ['id', 'account_id', 'type', 'credits', 'balance_after', 'reference', 'created_at']
const words = 'credit_transactions is append-only: add a row that corrects another one'

/** Whether an update does more than to take the reason away, which is how the ledger forgets a user. */
const changes = (differs: string) =>
  [...kept.map((column) => `new.${column} ${differs} old.${column}`), 'new.reason is not null'].join(' or ')

const appendOnly: Record<Engine, string[]> = {
  sqlite: [
    `create trigger credit_transactions_update before update on credit_transactions when ${changes('is not')}
     begin select raise(abort, '${words}'); end`,
    `create trigger credit_transactions_delete before delete on credit_transactions
     begin select raise(abort, '${words}'); end`,
  ],
  postgres: [
    `create function refuse_credit_change() returns trigger language plpgsql as $$
     begin raise exception '${words}'; end $$`,
    `create trigger credit_transactions_update before update on credit_transactions for each row
     when (${changes('is distinct from')}) execute function refuse_credit_change()`,
    `create trigger credit_transactions_delete before delete on credit_transactions for each row
     execute function refuse_credit_change()`,
  ],
}
