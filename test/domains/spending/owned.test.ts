import t from 'tap'
import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'
import { owned } from '../../../src/domains/spending/actions.ts'
import { wrongTotals } from '../../../src/services/spending/check.ts'
import { callOf, eventsIn, PICTURE, pictures, spendingOf, totalsIn, userKey } from '../../fixtures/spending.ts'
import { exampleUser } from '../../fixtures/users.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const session = 'session:claimed'

async function exportOf(db: Db, owner: OwnerKey) {
  const lists: Record<string, object[]> = {}
  for (const { name, items } of owned.exports ?? []) lists[name] = await Array.fromAsync(items(db, owner))
  return lists
}

const claim = ({ deps, clock }: World, dryRun: boolean) =>
  deps.db.transaction().execute((trx) => {
    if (!owned.claim) throw new Error('nothing can be claimed')
    return owned.claim(trx, { from: session, to: userKey, now: clock.clock.now().toISOString(), dryRun })
  })

onBoth(t, 'An export has every paid call of the user and the budget, and nothing of others', async (t, it) => {
  const { deps } = it
  await spendingOf(it).put({ daily_limit_micro_usd: 10 * PICTURE })
  await (await deps.paidCalls.reserve({ ...callOf(userKey), personaId: 'sarah_001' })).settle(pictures(1))
  await deps.paidCalls.reserve(callOf(userKey, 2))
  await deps.paidCalls.reserve(callOf(session))
  await deps.paidCalls.reserve(callOf(null))
  const { spending = [], budget } = await exportOf(deps.db, userKey)
  t.match(budget, [{ daily_limit_micro_usd: 10 * PICTURE, timezone: 'UTC', enable_auto_cutoff: true }])
  t.match(spending, [
    { persona_id: 'sarah_001', state: 'spent', cost_micro_usd: PICTURE, price_versions: { 'image.gemini': 1 } },
    { persona_id: null, state: 'reserved', cost_micro_usd: null },
  ])
  t.equal(spending.length, 2)
  t.notMatch(JSON.stringify(spending), /user:|session:/)
  t.match(await exportOf(deps.db, session), { spending: { length: 1 }, budget: { length: 0 } })
})

onBoth(
  t,
  'A claim gives the user what the session has spent, with the totals, and finds nothing a second time',
  async (t, it) => {
    const { deps } = it
    await (await deps.paidCalls.reserve(callOf(session, 2))).settle(pictures(2))
    const open = await deps.paidCalls.reserve(callOf(session))
    await (await deps.paidCalls.reserve(callOf(userKey))).settle(pictures(1))
    t.strictSame(await claim(it, true), { counts: { spending: 2 }, conflicts: [] })
    t.match((await spendingOf(it).budget()).json().day, { spent_micro_usd: PICTURE })
    t.strictSame(await claim(it, false), { counts: { spending: 2 }, conflicts: [] })
    t.match((await spendingOf(it).budget()).json(), {
      day: { spent_micro_usd: 3 * PICTURE, reserved_micro_usd: PICTURE },
      month: { spent_micro_usd: 3 * PICTURE, reserved_micro_usd: PICTURE },
    })
    await open.settle(pictures(1))
    t.match((await spendingOf(it).budget()).json().day, { spent_micro_usd: 4 * PICTURE, reserved_micro_usd: 0 })
    t.equal((await spendingOf(it).spending()).json().total.calls, 3)
    t.strictSame(await claim(it, false), { counts: { spending: 0 }, conflicts: [] })
    t.strictSame(await wrongTotals(deps.db), [])
  },
)

onBoth(t, 'Claims while calls of the session and of the user are settled lose none of them', async (t, it) => {
  const { deps } = it
  const reservations = await Promise.all(
    Array.from({ length: 30 }, (_, at) => deps.paidCalls.reserve(callOf(at % 3 ? session : userKey))),
  )
  await Promise.all([
    ...reservations.map((reservation) => reservation.settle(pictures(1))),
    ...[1, 2, 3].map(() => claim(it, false)),
  ])
  t.match((await spendingOf(it).budget()).json().day, { spent_micro_usd: 30 * PICTURE, reserved_micro_usd: 0 })
  t.strictSame(await wrongTotals(deps.db), [])
})

onBoth(t, 'What is erased leaves the costs without their owner, also of a call that is under way', async (t, it) => {
  const { deps } = it
  await spendingOf(it).put({ daily_limit_micro_usd: 10 * PICTURE })
  await (await deps.paidCalls.reserve(callOf(userKey))).settle(pictures(1))
  const open = await deps.paidCalls.reserve(callOf(userKey))
  await Promise.all([open.settle(pictures(2)), deps.db.transaction().execute((trx) => owned.erase(trx, userKey, deps))])
  t.match(await eventsIn(deps.db), [
    { owner: null, state: 'spent', cost_micro_usd: PICTURE },
    { owner: null, state: 'spent', cost_micro_usd: 2 * PICTURE },
  ])
  t.strictSame(await totalsIn(deps.db), [['service', 'day', 0, 3 * PICTURE]])
  t.strictSame(await deps.db.selectFrom('user_budget_settings').selectAll().execute(), [])
  t.strictSame(await wrongTotals(deps.db), [])
})

onBoth(t, 'The settings go with the row of the user', async (t, it) => {
  await spendingOf(it).put({})
  await it.deps.db.deleteFrom('users').where('id', '=', exampleUser.id).execute()
  t.strictSame(await it.deps.db.selectFrom('user_budget_settings').selectAll().execute(), [])
})
