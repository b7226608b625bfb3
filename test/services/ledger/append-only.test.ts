import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import t from 'tap'
import { ledgerOf, userWith } from '../../fixtures/ledger.ts'
import { plain } from '../../fixtures/sqlite.ts'
import { onBoth } from '../../fixtures/world.ts'

onBoth(t, 'no row of the ledger is changed or deleted; its reason alone can be forgotten', async (t, it) => {
  const { grant } = ledgerOf(it)
  const { db } = it.deps
  const user = await userWith(it, 5)
  const other = await userWith(it, 5)
  await grant(user, 3, 'gift', 'a reason')
  const before = await db.selectFrom('credit_transactions').selectAll().orderBy('id').execute()
  const account = before.find(({ account_id }) => account_id !== before[0]?.account_id)?.account_id
  const changes = {
    id: 99,
    account_id: account,
    type: 'purchase',
    credits: 4,
    balance_after: 9,
    reference: 'other',
    created_at: '2026-01-01T00:00:00.000Z',
    reason: 'another',
  }
  for (const [column, value] of Object.entries(changes)) {
    const edit = sql`update credit_transactions set ${sql.ref(column)} = ${value} where reference = 'gift'`
    await t.rejects(edit.execute(db), { message: /append-only/ }, column)
    const hidden = sql`update credit_transactions set reason = null, ${sql.ref(column)} = ${value} where reference = 'gift'`
    if (column !== 'reason') await t.rejects(hidden.execute(db), { message: /append-only/ }, column)
  }
  await t.rejects(db.deleteFrom('credit_transactions').execute(), { message: /append-only/ })
  await t.rejects(db.deleteFrom('user_credits').where('user_id', '=', other).execute())
  t.strictSame(await db.selectFrom('credit_transactions').selectAll().orderBy('id').execute(), before)

  await db.updateTable('credit_transactions').set({ reason: null }).execute()
  t.strictSame(
    plain(await db.selectFrom('credit_transactions').selectAll().orderBy('id').execute()),
    before.map((row) => ({ ...row, reason: null })),
  )
})

onBoth(t, 'the database refuses amounts that no ledger has', async (t, it) => {
  const { db } = it.deps
  const user = await userWith(it, 5)
  const { id } = await db.selectFrom('user_credits').select('id').where('user_id', '=', user).executeTakeFirstOrThrow()
  const [MAX, at] = [Number.MAX_SAFE_INTEGER, it.deps.clock.now().toISOString()]
  for (const set of [
    { balance: -1 },
    { balance: 2 ** 53 },
    { reserved: -1 },
    { reserved: 6 },
    { lifetime_purchased: -1 },
    { lifetime_used: -1 },
    { lifetime_used: 2 ** 53 },
  ])
    await t.rejects(db.updateTable('user_credits').set(set).execute(), JSON.stringify(set))
  const row = { account_id: id, reason: null, reference: 'x', created_at: at }
  for (const [type, credits, balance_after] of [
    ['grant', 0, 5],
    ['grant', -1, 4],
    ['usage', 1, 6],
    ['usage', 0, 5],
    ['usage', -(2 ** 53), 0],
    ['grant', 2 ** 53, 5],
    ['grant', 1, -1],
    ['grant', 1, 2 ** 53],
    ['gift', 1, 6],
  ] as const)
    await t.rejects(
      db
        .insertInto('credit_transactions')
        .values({ ...row, type: type as 'grant', credits, balance_after })
        .execute(),
      `${type} ${credits} ${balance_after}`,
    )
  const hold = { account_id: id, expires_at: at, created_at: at, settled_at: null }
  for (const [credits, state] of [
    [0, 'open'],
    [-1, 'open'],
    [2 ** 53, 'open'],
    [1, 'lost'],
  ] as const)
    await t.rejects(
      db
        .insertInto('credit_holds')
        .values({ ...hold, id: randomUUID(), reference: 'x', credits, state: state as 'open' })
        .execute(),
      `${credits} ${state}`,
    )
  await db.updateTable('user_credits').set({ balance: MAX, reserved: MAX, lifetime_used: MAX }).execute()
  t.match(await ledgerOf(it).balance(user), { balance: MAX, reserved: MAX, lifetime_used: MAX })
})
