import t from 'tap'
import { lockName } from '../../../db/row-locks.ts'
import { owned } from '../../../src/domains/spending/actions.ts'
import { wrongTotals } from '../../../src/services/spending/check.ts'
import { insertEvent } from '../../../src/services/spending/store.ts'
import { reserve } from '../../../src/services/spending/totals-store.ts'
import { windowOf } from '../../../src/services/spending/windows.ts'
import { callOf, PICTURE, pictures, spendingOf, totalsIn, userKey } from '../../fixtures/spending.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const session = 'session:claimed'
const LATE = Date.parse('2026-11-20T23:59:59.000Z')

const spend = async ({ deps }: World, owner: typeof userKey | typeof session = userKey, amount = 1) =>
  (await deps.paidCalls.reserve(callOf(owner, amount))).settle(pictures(amount))

const claim = ({ deps }: World, now: string) =>
  deps.db
    .transaction()
    .execute((trx) => owned.claim?.(trx, { from: session, to: userKey, now, dryRun: false }) ?? Promise.reject())

const alertsIn = ({ logged }: World) => logged.filter((line) => line.includes('threshold of its alert')).length

onBoth(t, 'A window that is summed up anew keeps its alert', async (t, it) => {
  const { budget, put } = spendingOf(it)
  const limit = { daily_limit_micro_usd: 2 * PICTURE }
  await put(limit)
  await spend(it, userKey, 2)
  t.equal(alertsIn(it), 1)
  const { alerted_at } = (await budget()).json().day
  t.ok(alerted_at)
  it.clock.now += 60_000
  // The same days as before: it is winter.
  await put({ ...limit, timezone: 'Europe/London' })
  t.equal((await budget()).json().day.alerted_at, alerted_at)
  await spend(it, session)
  await claim(it, it.clock.clock.now().toISOString())
  t.match((await budget()).json().day, { alerted_at, spent_micro_usd: 3 * PICTURE })
  await put({ ...limit, timezone: 'Asia/Tokyo' })
  t.equal(alertsIn(it), 2, 'the day of another time zone is another window')
  t.strictSame(await wrongTotals(it.deps.db), [])
})

onBoth(t, 'What is claimed raises the alert', async (t, it) => {
  const { budget, put } = spendingOf(it)
  await put({ daily_limit_micro_usd: 2 * PICTURE })
  await spend(it, session, 2)
  const now = it.clock.clock.now().toISOString()
  await claim(it, now)
  t.match((await budget()).json(), { day: { alerted: true, alerted_at: now }, month: { alerted: false } })
})

onBoth(t, 'A budget that is set while midnight passes keeps what the new day has reserved', async (t, it) => {
  const { budget, put } = spendingOf(it)
  const { db } = it.deps
  it.clock.now = LATE
  await spend(it)
  const putting = await db.transaction().execute(async (trx) => {
    await lockName(trx, `spending ${userKey}`)
    const asked = put({ timezone: 'Europe/London' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    it.clock.now += 2_000
    const at = it.clock.clock.now()
    const call = { service: 'test', provider: 'gemini', model: 'model', persona_id: null, price_versions: '{}' }
    const times = { created_at: at.toISOString(), expires_at: '2026-11-22T00:00:00.000Z' }
    const amount = { amount: PICTURE, limit: Number.MAX_SAFE_INTEGER }
    for (const kind of ['day', 'month'] as const)
      await reserve(trx, { scope: userKey, ...windowOf(kind, at, 'UTC'), ...amount })
    await insertEvent(trx, { id: crypto.randomUUID(), owner: userKey, estimate_micro_usd: PICTURE, ...call, ...times })
    await reserve(trx, { scope: 'service', ...windowOf('day', at, 'UTC'), ...amount })
    return { asked }
  })
  const shown = (await putting.asked).json()
  t.match(shown.day, { starts_at: '2026-11-21T00:00:00.000Z', reserved_micro_usd: PICTURE, spent_micro_usd: 0 })
  t.match((await budget()).json().month, { reserved_micro_usd: PICTURE, spent_micro_usd: PICTURE })
  t.strictSame(await wrongTotals(db), [])
})

onBoth(t, 'A claim whose time is of the day before keeps the total of the new day', async (t, it) => {
  const { budget } = spendingOf(it)
  it.clock.now = LATE
  const before = it.clock.clock.now().toISOString()
  await spend(it, session)
  it.clock.now += 2_000
  const open = await it.deps.paidCalls.reserve(callOf(userKey))
  await spend(it, session)
  await claim(it, before)
  t.match((await budget()).json(), {
    day: { starts_at: '2026-11-21T00:00:00.000Z', spent_micro_usd: PICTURE, reserved_micro_usd: PICTURE },
    month: { spent_micro_usd: 2 * PICTURE, reserved_micro_usd: PICTURE },
  })
  await open.settle(pictures(1))
  t.match((await budget()).json().day, { spent_micro_usd: 2 * PICTURE, reserved_micro_usd: 0 })
  t.strictSame(await wrongTotals(it.deps.db), [])
})

onBoth(t, 'A settlement makes the totals that are not there', async (t, it) => {
  const { db, paidCalls } = it.deps
  await spend(it, userKey, 2)
  const open = [await paidCalls.reserve(callOf(userKey)), await paidCalls.reserve(callOf(userKey))]
  await db.deleteFrom('spend_totals').execute()
  t.equal((await wrongTotals(db)).length, 3)
  await Promise.all(open.map((reservation) => reservation.settle(pictures(1))))
  t.strictSame(await totalsIn(db), [
    ['service', 'day', 0, 4 * PICTURE],
    [userKey, 'day', 0, 4 * PICTURE],
    [userKey, 'month', 0, 4 * PICTURE],
  ])
  t.strictSame(await wrongTotals(db), [])
})

onBoth(t, 'A call of the day before a change of the time zone is settled in its own day', async (t, it) => {
  const { db, paidCalls } = it.deps
  it.clock.now = LATE
  await spend(it)
  const open = await paidCalls.reserve(callOf(userKey))
  it.clock.now += 12 * 3_600_000
  await spendingOf(it).put({ timezone: 'Asia/Tokyo' })
  await it.deps.db.deleteFrom('spend_totals').where('kind', '=', 'day').where('scope', '=', userKey).execute()
  await spendingOf(it).put({ timezone: 'Pacific/Honolulu' })
  it.clock.now += 24 * 3_600_000
  await open.settle(pictures(1))
  const days = await db
    .selectFrom('spend_totals')
    .selectAll()
    .where('scope', '=', userKey)
    .where('kind', '=', 'day')
    .execute()
  t.match(days, [{ starts_at: '2026-11-20T10:00:00.000Z', reserved_micro_usd: 0, spent_micro_usd: 2 * PICTURE }])
  t.strictSame(await wrongTotals(db), [])
})

onBoth(t, 'The check finds an event that no total of its user counts', async (t, it) => {
  const { db } = it.deps
  await spend(it)
  for (const kind of ['day', 'month'] as const) {
    const rows = await db
      .selectFrom('spend_totals')
      .selectAll()
      .where('kind', '=', kind)
      .where('scope', '=', userKey)
      .execute()
    await db.deleteFrom('spend_totals').where('kind', '=', kind).where('scope', '=', userKey).execute()
    t.match(await wrongTotals(db), [/^event .* is missing in a total$/])
    await db.insertInto('spend_totals').values(rows).execute()
  }
  t.strictSame(await wrongTotals(db), [])
})
