import { sql } from 'kysely'
import t from 'tap'
import { owned } from '../../../src/domains/credits/actions.ts'
import { transaction } from '../../../src/services/transaction.ts'
import { bearerOf, creditsOf, grantOf, ledgerOf, newUser, userWith } from '../../fixtures/ledger.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { plain } from '../../fixtures/sqlite.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const erase = ({ deps }: World, user: string) => transaction(deps.db, (trx) => owned.erase(trx, `user:${user}`, deps))

/** Every row of the database that has one of these texts anywhere. */
async function mentions({ deps }: World, ...texts: string[]) {
  const tables = (await deps.db.introspection.getTables()).map(({ name }) => name)
  const found: unknown[] = []
  for (const table of tables) {
    const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(deps.db)
    found.push(...rows.filter((row) => texts.some((text) => JSON.stringify(row).includes(text))))
  }
  return found
}

/** A user with a grant by the operator, a usage, and an open hold. */
async function spender(it: World) {
  const { reserve, settle } = ledgerOf(it)
  const user = await userWith(it, 10)
  const reason = 'For Robin of Elm Street'
  const granted = await creditsOf(it).give(grantOf({ user_id: user, reason }), { 'idempotency-key': 'a-grant' })
  t.equal(granted.statusCode, 201)
  await settle((await reserve(user, 20))?.id as string, 12, 'A call with Robin of Elm Street')
  const open = await reserve(user, 5)
  return { user, open: open?.id as string, reason: 'Robin of Elm Street' }
}

const list = async ({ deps }: World, name: string, owner: Parameters<typeof owned.erase>[1]) => {
  const of = owned.exports?.find((it) => it.name === name)
  return Array.fromAsync(of?.items(deps.db, owner) ?? [])
}

onBoth(t, 'a user who is erased leaves a ledger that names nobody', async (t, it) => {
  const { user, open, reason } = await spender(it)
  const other = await userWith(it, 3)
  const { violations, settle, entries } = ledgerOf(it)
  const before = await it.deps.db.selectFrom('credit_transactions').selectAll().orderBy('id').execute()
  await erase(it, user)
  await it.deps.db.deleteFrom('users').where('id', '=', user).execute()
  t.strictSame(await mentions(it, user, reason), [])

  const after = await it.deps.db.selectFrom('credit_transactions').selectAll().orderBy('id').execute()
  t.strictSame(
    plain(after),
    before.map((row) => ({ ...row, reason: null })),
  )
  const [account] = await it.deps.db.selectFrom('user_credits').selectAll().where('user_id', 'is', null).execute()
  t.match(account, { balance: 48, reserved: 0, lifetime_used: 12 })
  t.strictSame(await settle(open, 5), { state: 'released', charged: 0, uncharged: 5 }, 'what it held is given back')
  t.strictSame(await violations(), [])
  t.strictSame(await entries(other), [['grant', 3, 3]])
})

onBoth(t, 'a user who is deleted without being erased keeps no row from being deleted', async (t, it) => {
  const { user } = await spender(it)
  await it.deps.db.deleteFrom('users').where('id', '=', user).execute()
  t.match(await it.deps.db.selectFrom('user_credits').selectAll().execute(), [
    { user_id: null, balance: 48, reserved: 5 },
  ])
  t.strictSame(await ledgerOf(it).violations(), [])
})

onBoth(t, 'the references of one who was erased stay used, and the key of a grant is forgotten', async (t, it) => {
  const { give } = creditsOf(it)
  const { user } = await spender(it)
  await erase(it, user)
  const other = await newUser(it)
  t.strictSame(refusalOf(await give(grantOf({ user_id: other }))), [409, 'reference-used'])
  const again = await give(grantOf({ user_id: other, reference: 'another' }), { 'idempotency-key': 'a-grant' })
  t.strictSame([again.statusCode, again.headers['idempotent-replayed']], [201, 'false'])
})

onBoth(t, 'to erase who has no credits, or a session, changes nothing', async (t, it) => {
  const user = await newUser(it)
  await erase(it, user)
  await transaction(it.deps.db, (trx) => owned.erase(trx, 'session:shard-472-demo', it.deps))
  t.strictSame(await ledgerOf(it).violations(), [])
  t.strictSame(await list(it, 'credits', 'session:shard-472-demo'), [])
  t.strictSame(await list(it, 'credit_transactions', 'session:shard-472-demo'), [])
})

onBoth(t, 'an export has what readCredits and listCreditTransactions show, however many there are', async (t, it) => {
  const { user } = await spender(it)
  const { grant } = ledgerOf(it)
  for (let at = 0; at < 20; at++) await Promise.all(Array.from({ length: 51 }, () => grant(user, 1)))
  const credits = creditsOf(it)
  t.strictSame(await list(it, 'credits', `user:${user}`), [(await credits.read(bearerOf(user))).json()])
  const rows = plain(await list(it, 'credit_transactions', `user:${user}`)) as object[]
  t.equal(rows.length, 1_023)
  t.strictSame(rows.slice(0, 100), (await credits.list(bearerOf(user), { page_size: 100 })).json().items)
  t.match(rows.at(-1), { type: 'grant', credits: 10, balance_after: 10 })
})
