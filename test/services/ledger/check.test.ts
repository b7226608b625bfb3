import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import t from 'tap'
import { check } from '../../../src/services/ledger/check.ts'
import { resetTables } from '../../fixtures/empty-tables.ts'
import { ledgerOf, userWith } from '../../fixtures/ledger.ts'
import { onBothAlone, type World } from '../../fixtures/world.ts'

/** Runs statements that the ledger itself would never run, past its triggers and constraints. */
async function tamper({ deps, engine, env }: World, ...statements: string[]) {
  if (engine === 'sqlite') {
    const file = new DatabaseSync(String(env.DATABASE_URL).slice('sqlite:'.length), {
      enableForeignKeyConstraints: false,
      timeout: 5_000,
    })
    file.exec('pragma ignore_check_constraints = on')
    for (const name of ['update', 'delete']) file.exec(`drop trigger if exists credit_transactions_${name}`)
    for (const statement of statements) file.exec(statement)
    return file.close()
  }
  const run = (statement: string) => sql.raw(statement).execute(deps.db)
  for (const table of ['user_credits', 'credit_transactions', 'credit_holds'])
    await run(`alter table ${table} disable trigger all`)
  for (const constraint of ['user_credits_balance', 'user_credits_reserved'])
    await run(`alter table user_credits drop constraint if exists ${constraint}`)
  for (const statement of statements) await run(statement)
}

/** A user with ten credits of which four were used and two are held. */
async function spender(it: World) {
  const { reserve, settle } = ledgerOf(it)
  const user = await userWith(it, 10)
  await settle((await reserve(user, 5, { reference: 'call:1' }))?.id as string, 4)
  await reserve(user, 2, { reference: 'call:2' })
  return user
}

const faults: [what: string, statement: string, invariants: string[]][] = [
  ['a balance that was raised', 'update user_credits set balance = 7', ['I1']],
  ['a row that was deleted', "delete from credit_transactions where type = 'grant'", ['I1', 'I1']],
  ['a row that was changed', "update credit_transactions set credits = 11 where type = 'grant'", ['I1', 'I1']],
  ['a balance after a row', "update credit_transactions set balance_after = 5 where type = 'usage'", ['I1']],
  ['credits that were used and not counted', 'update user_credits set lifetime_used = 0', ['I2']],
  ['credits that were counted as bought', 'update user_credits set lifetime_purchased = 9', ['I2']],
  [
    'a refund of what was not used',
    `insert into credit_transactions (account_id, type, credits, balance_after, reference, created_at)
      select id, 'refund', 5, 11, 'call:1', '2026-11-20T09:30:00.000Z' from user_credits`,
    ['I1', 'I2', 'I2'],
  ],
  ['an account that was deleted', 'delete from user_credits', ['I2', 'I2']],
  ['credits that are held by nothing', 'update user_credits set reserved = 3', ['I3']],
  ['credits that are held and free', 'update user_credits set reserved = 0', ['I3']],
  ['a hold of more than there is', "update credit_holds set credits = 7 where state = 'open'", ['I3', 'I3']],
  ['a hold that was captured without a charge', "update credit_holds set state = 'captured'", ['I3', 'I5']],
  [
    'a charge for a hold that is released',
    "update credit_holds set state = 'released' where reference = 'call:1'",
    ['I5'],
  ],
  ['a charge without a hold', "delete from credit_holds where reference = 'call:1'", ['I5']],
]

onBothAlone(t, 'check finds whatever does not add up', async (t, it) => {
  const { violations } = ledgerOf(it)
  for (const [what, statement, invariants] of faults) {
    await resetTables(it.deps, it.engine)
    await spender(it)
    t.strictSame(await violations(), [])
    await tamper(it, statement)
    const found = await violations()
    t.strictSame(found.map(({ invariant }) => invariant).sort(), invariants, `${what}: ${JSON.stringify(found)}`)
  }
})

onBothAlone(t, 'check finds a second charge for a hold', async (t, it) => {
  await spender(it)
  const { engine } = it
  const drop = 'alter table credit_transactions drop constraint credit_transactions_type_reference'
  // SQLite drops no constraint: there the second charge is one for another hold, which there is not.
  const [before, reference] = engine === 'postgres' ? [[drop], 'call:1'] : [[], 'call:9']
  const twice = `insert into credit_transactions (account_id, type, credits, balance_after, reference, created_at)
    select id, 'usage', -2, 4, '${reference}', '2026-11-20T09:30:00.000Z' from user_credits`
  await tamper(it, ...before, twice, 'update user_credits set balance = 4, lifetime_used = 6')
  const found = await ledgerOf(it).violations()
  t.strictSame(
    found.map(({ invariant }) => invariant),
    ['I5'],
    JSON.stringify(found),
  )
})

onBothAlone(t, 'check looks at every account, in parts, and tells how far it is', async (t, it) => {
  const { grant } = ledgerOf(it)
  const users: string[] = []
  for (let at = 0; at < 9; at++) users.push(...(await Promise.all(Array.from({ length: 50 }, () => userWith(it, 1)))))
  const shares: number[] = []
  t.strictSame(await Array.fromAsync(check(it.deps.db, (share) => shares.push(share))), [])
  t.ok(shares.length >= 4)
  t.strictSame(shares, [...shares].sort())
  t.ok((shares.at(-1) as number) > 0.99)
  await grant(users[449] as string, 1)
  await tamper(it, 'update user_credits set balance = balance + 1')
  t.equal((await ledgerOf(it).violations()).length, 450)
})
