import t from 'tap'
import { connect } from '../../../db/connect.ts'
import { BudgetSpent } from '../../../src/services/spending/budget.ts'
import { wrongTotals } from '../../../src/services/spending/check.ts'
import { openPaidCalls, type Reservation } from '../../../src/services/spending/paid-calls.ts'
import { quantitiesOf } from '../../../src/services/spending/quantities.ts'
import { errorOf } from '../../fixtures/adapter.ts'
import { portContext } from '../../fixtures/port-context.ts'
import { callOf, eventsIn, PICTURE, pictures, spendingOf, totalsIn, userKey } from '../../fixtures/spending.ts'
import { plain } from '../../fixtures/sqlite.ts'
import { asGuest, exampleGuest } from '../../fixtures/users.ts'
import { onBoth, onBothAlone, world } from '../../fixtures/world.ts'

const calls = 20

onBoth(
  t,
  'Two processes that count at the same time never count beyond the calls of a day',
  async (t, { deps, env, clock }) => {
    const other = connect(env.DATABASE_URL as string)
    t.teardown(other.close)
    const ofOther = openPaidCalls({ ...portContext([], clock.clock), env: deps.env, db: other.db })
    const call = { ...callOf(null), service: 'text', most: [] }
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, at) => (at % 2 ? deps.paidCalls : ofOther).reserve(call)),
    )
    const made = outcomes.filter((it) => it.status === 'fulfilled').map(({ value }) => value)
    const refused = outcomes.filter((it) => it.status === 'rejected' && it.reason instanceof BudgetSpent)
    t.strictSame([made.length, refused.length], [calls, 60 - calls])
    const counted = async () => plain(await deps.db.selectFrom('paid_calls').selectAll().execute())
    t.strictSame(await counted(), [{ kind: 'text', day: '2026-11-20', calls }])
    await made[0]?.release()
    t.ok((await errorOf(deps.paidCalls.reserve(call))) instanceof BudgetSpent, 'a call that was made counts')
    await made[1]?.cancel()
    await deps.paidCalls.reserve(call)
    t.ok((await errorOf(deps.paidCalls.reserve(call))) instanceof BudgetSpent)
    t.equal((await eventsIn(deps.db)).length, calls + 1, 'what is refused leaves no event')
    t.strictSame(await wrongTotals(deps.db), [])
  },
  { MODEL_CALLS_PER_DAY: `${calls}` },
)

t.test('A call that cannot be counted is not made, and a call that cannot be settled is served', async (t) => {
  const { deps, clock } = await world(t, 'sqlite')
  const away = connect('postgres://nobody@127.0.0.1:9/away')
  t.teardown(away.close)
  const context = portContext([], clock.clock)
  const { reserve } = openPaidCalls({ ...context, env: deps.env, db: away.db })
  t.ok((await errorOf(reserve(callOf(null)))) instanceof BudgetSpent)
  const own = connect(deps.env.DATABASE_URL)
  const reservation = await openPaidCalls({ ...context, env: deps.env, db: own.db }).reserve(callOf(null))
  await own.close()
  t.equal(await reservation.settle(pictures(1)), PICTURE)
  t.strictSame(await totalsIn(deps.db), [['service', 'day', PICTURE, 0]], 'it stays reserved')
})

/** Reserves for this many at once, from both sides of two connections. Answers the reservations. */
async function reserveAll(
  it: Parameters<Parameters<typeof onBoth>[2]>[1],
  count: number,
  owner: typeof userKey | null,
) {
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, () => it.deps.paidCalls.reserve(callOf(owner))),
  )
  for (const outcome of outcomes)
    if (outcome.status === 'rejected' && !(outcome.reason instanceof BudgetSpent)) throw outcome.reason
  return outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }): Reservation => value)
}

onBoth(
  t,
  'Of 500 reservations at once, as many succeed as the service may pay in a day',
  async (t, it) => {
    const made = await reserveAll(it, 500, null)
    t.equal(made.length, 40)
    t.strictSame(await totalsIn(it.deps.db), [['service', 'day', 40 * PICTURE, 0]])
    await Promise.all(made.map((reservation, at) => (at % 2 ? reservation.release() : reservation.settle(pictures(1)))))
    t.strictSame(await totalsIn(it.deps.db), [['service', 'day', 0, 20 * PICTURE]])
    t.equal((await reserveAll(it, 30, null)).length, 20, 'what was released is there again')
    t.strictSame(await wrongTotals(it.deps.db), [])
    it.clock.now += 86_400_000
    t.equal((await reserveAll(it, 1, null)).length, 1, 'another day')
  },
  { SERVICE_DAILY_LIMIT_MICRO_USD: String(40 * PICTURE + PICTURE - 1) },
)

onBoth(t, 'Of 500 reservations of a user at once, as many succeed as the limits of the user allow', async (t, it) => {
  const { put } = spendingOf(it)
  await put({ daily_limit_micro_usd: 30 * PICTURE })
  const made = await reserveAll(it, 500, userKey)
  t.equal(made.length, 30)
  await Promise.all(made.map((reservation) => reservation.settle(pictures(1))))
  const error = (await errorOf(it.deps.paidCalls.reserve(callOf(userKey)))) as BudgetSpent
  t.match(error.exceeded, {
    limit: 'daily',
    limit_micro_usd: 30 * PICTURE,
    spent_micro_usd: 30 * PICTURE,
    reserved_micro_usd: 0,
    estimate_micro_usd: PICTURE,
    resets_at: '2026-11-21T00:00:00.000Z',
  })
  await put({ daily_limit_micro_usd: null, monthly_limit_micro_usd: 31 * PICTURE })
  await it.deps.paidCalls.reserve(callOf(userKey))
  const month = (await errorOf(it.deps.paidCalls.reserve(callOf(userKey)))) as BudgetSpent
  t.match(month.exceeded, { limit: 'monthly', reserved_micro_usd: PICTURE, resets_at: '2026-12-01T00:00:00.000Z' })
  t.equal((await reserveAll(it, 5, null)).length, 5, 'the service and all others go on')
  t.equal((await reserveAll(it, 5, `user:${exampleGuest.id}`)).length, 5)
  t.strictSame(await wrongTotals(it.deps.db), [])
  t.equal((await spendingOf(it).budget(asGuest)).json().day.reserved_micro_usd, 5 * PICTURE)
})

onBoth(
  t,
  'A telephone call has a limit of its own, and a user who is gone has none left',
  async (t, { deps, call }) => {
    await spendingOf({ call }).put({ max_cost_per_call_micro_usd: 2 * PICTURE })
    const error = (await errorOf(deps.paidCalls.reserve(callOf(userKey, 3, 'call')))) as BudgetSpent
    t.match(error.exceeded, {
      limit: 'per_call',
      limit_micro_usd: 2 * PICTURE,
      estimate_micro_usd: 3 * PICTURE,
      resets_at: null,
    })
    await deps.paidCalls.reserve(callOf(userKey, 2, 'call'))
    await deps.paidCalls.reserve(callOf(userKey, 3, 'image'))
    const gone = 'user:019aa0c8-93a5-7000-8000-000000000009'
    t.ok((await errorOf(deps.paidCalls.reserve(callOf(gone)))) instanceof BudgetSpent)
  },
)

onBoth(t, 'A reservation is settled once, by what was used, also beyond its estimate', async (t, { deps }) => {
  const reservation = await deps.paidCalls.reserve(callOf(userKey))
  t.equal(reservation.estimateMicroUsd, PICTURE)
  t.strictSame(await totalsIn(deps.db), [
    ['service', 'day', PICTURE, 0],
    [userKey, 'day', PICTURE, 0],
    [userKey, 'month', PICTURE, 0],
  ])
  await Promise.all([reservation.settle(pictures(3)), reservation.settle(pictures(3)), reservation.settle(pictures(3))])
  await reservation.release()
  t.strictSame(await totalsIn(deps.db), [
    ['service', 'day', 0, 3 * PICTURE],
    [userKey, 'day', 0, 3 * PICTURE],
    [userKey, 'month', 0, 3 * PICTURE],
  ])
  t.match(await eventsIn(deps.db), [{ state: 'spent', estimate_micro_usd: PICTURE, cost_micro_usd: 3 * PICTURE }])
})

onBoth(t, 'A call that ends on the next day is paid by the day on which it began', async (t, { deps, clock }) => {
  clock.now = Date.parse('2026-11-20T23:59:59.000Z')
  const reservation = await deps.paidCalls.reserve(callOf(userKey))
  clock.now += 5_000
  await deps.paidCalls.reserve(callOf(userKey))
  await reservation.settle(pictures(1))
  const days = await deps.db
    .selectFrom('spend_totals')
    .selectAll()
    .where('kind', '=', 'day')
    .orderBy('starts_at')
    .execute()
  t.strictSame(
    days
      .filter(({ scope }) => scope === userKey)
      .map((it) => [it.starts_at, it.reserved_micro_usd, it.spent_micro_usd]),
    [
      ['2026-11-20T00:00:00.000Z', 0, PICTURE],
      ['2026-11-21T00:00:00.000Z', PICTURE, 0],
    ],
  )
  t.strictSame(await wrongTotals(deps.db), [])
})

onBothAlone(
  t,
  'What an operator pays another price for costs it within a minute, and an unknown price is stated',
  async (t, it) => {
    const { deps, clock, logged } = it
    const costOf = async (amount: number, key = 'image.gemini') => {
      const most = [{ key, unit: 'picture', amount }]
      return (await deps.paidCalls.reserve({ ...callOf(null), most })).estimateMicroUsd
    }
    t.equal(await costOf(2), 2 * PICTURE)
    const price = { key: 'image.gemini', version: 2, unit: 'picture', per: 3, price_micro_usd: 10 }
    await deps.db
      .insertInto('service_pricing')
      .values({ ...price, effective_from: '2026-11-20T09:30:30.000Z' })
      .execute()
    t.equal(await costOf(2), 2 * PICTURE)
    clock.now += 60_000
    t.equal(await costOf(2), 7, 'rounded up')
    t.equal(await costOf(1, 'image.new'), 250_000)
    t.equal(await costOf(1, 'image.new'), 250_000)
    t.equal(logged.filter((line) => line.includes('a price is unknown')).length, 1)
    const versions = await deps.db.selectFrom('spend_events').select('price_versions').orderBy('id').execute()
    t.strictSame(
      versions.map(({ price_versions }) => JSON.parse(price_versions)),
      [
        { 'image.gemini': 1 },
        { 'image.gemini': 1 },
        { 'image.gemini': 2 },
        { 'image.new': null },
        { 'image.new': null },
      ],
    )
  },
)

onBothAlone(t, 'Tokens are priced together, and rounded up once', async (t, { deps }) => {
  const costOf = async (provider: string, inputTokens: number, outputTokens: number) => {
    const most = quantitiesOf(provider, { inputTokens, outputTokens, estimated: false })
    return (await deps.paidCalls.reserve({ ...callOf(null), most })).estimateMicroUsd
  }
  t.equal(await costOf('gemini', 12, 34), 138)
  t.equal(await costOf('smartinference', 1, 1), 2, '1.2')
  t.equal(await costOf('smartinference', 3, 2), 3)
  t.equal(await costOf('smartinference', 4_000_000, 4_000_000), 4_800_000)
})
