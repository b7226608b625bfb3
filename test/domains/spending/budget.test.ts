import t from 'tap'
import { wrongTotals } from '../../../src/services/spending/check.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { callOf, PICTURE, pictures, spendingOf, totalsIn, userKey } from '../../fixtures/spending.ts'
import { asGuest } from '../../fixtures/users.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const spend = async ({ deps }: Pick<World, 'deps'>, amount = 1) =>
  (await deps.paidCalls.reserve(callOf(userKey, amount))).settle(pictures(amount))

onBoth(t, 'readBudget, putBudget and listSpending serve users alone', async (t, it) => {
  const { budget, put, spending } = spendingOf(it)
  for (const [headers, refusal] of [
    [{}, [401, 'unauthorized']],
    [asOperator, [403, 'user-required']],
  ] as const)
    for (const reply of [await budget(headers), await put({}, headers), await spending('', headers)])
      t.strictSame(refusalOf(reply), refusal)
})

onBoth(t, 'putBudget refuses what is no budget, and leaves it as it was', async (t, it) => {
  const { budget, put } = spendingOf(it)
  const before = (await budget()).json()
  for (const [body, path] of [
    [{ daily_limit_micro_usd: -1 }, 'body.daily_limit_micro_usd'],
    [{ daily_limit_micro_usd: 0.5 }, 'body.daily_limit_micro_usd'],
    [{ daily_limit_micro_usd: '5' }, 'body.daily_limit_micro_usd'],
    [{ monthly_limit_micro_usd: 2 ** 53 }, 'body.monthly_limit_micro_usd'],
    [{ alert_threshold_percent: 0 }, 'body.alert_threshold_percent'],
    [{ alert_threshold_percent: 101 }, 'body.alert_threshold_percent'],
    [{ enable_auto_cutoff: 1 }, 'body.enable_auto_cutoff'],
    [{ timezone: 'Mars/Olympus' }, 'body.timezone'],
    [{ timezone: '+02:00' }, 'body.timezone'],
    [{ user_id: 'another' }, 'body.user_id'],
    [{ day: { spent_micro_usd: 0 } }, 'body.day'],
  ] as [object, string][]) {
    const reply = await put(body)
    t.strictSame([reply.statusCode, reply.json().details?.[0]?.path], [400, path], JSON.stringify(body))
  }
  t.strictSame((await budget()).json(), before)
})

onBoth(t, 'readBudget tells the defaults, and what putBudget has set for this user alone', async (t, it) => {
  const { budget, put } = spendingOf(it)
  const empty = { spent_micro_usd: 0, reserved_micro_usd: 0, alerted: false, alerted_at: null }
  const defaults = {
    max_cost_per_call_micro_usd: 10_000_000,
    daily_limit_micro_usd: null,
    monthly_limit_micro_usd: 100_000_000,
    alert_threshold_percent: 80,
    warn_at_percent_per_call: 75,
    enable_auto_cutoff: true,
    timezone: 'UTC',
    day: {
      starts_at: '2026-11-20T00:00:00.000Z',
      ends_at: '2026-11-21T00:00:00.000Z',
      ...empty,
      remaining_micro_usd: null,
    },
    month: {
      starts_at: '2026-11-01T00:00:00.000Z',
      ends_at: '2026-12-01T00:00:00.000Z',
      ...empty,
      remaining_micro_usd: 100_000_000,
    },
  }
  t.strictSame((await budget()).json(), defaults)
  const set = { daily_limit_micro_usd: 500_000, monthly_limit_micro_usd: null, enable_auto_cutoff: false }
  const reply = await put({ ...set, timezone: 'america/new_york' })
  t.match(reply.json(), {
    ...defaults,
    ...set,
    timezone: 'America/New_York',
    day: { starts_at: '2026-11-20T05:00:00.000Z', remaining_micro_usd: 500_000 },
    month: { remaining_micro_usd: null },
  })
  t.strictSame((await budget()).json(), reply.json())
  t.strictSame((await budget(asGuest)).json(), defaults)
  t.strictSame((await put({})).json(), defaults, 'what is left out becomes the default')
})

onBoth(t, 'The number that is shown is the number that is enforced, reserved and spent', async (t, it) => {
  const { budget, put } = spendingOf(it)
  await put({ daily_limit_micro_usd: 3 * PICTURE })
  const reservation = await it.deps.paidCalls.reserve(callOf(userKey, 2))
  t.match((await budget()).json().day, {
    spent_micro_usd: 0,
    reserved_micro_usd: 2 * PICTURE,
    remaining_micro_usd: PICTURE,
  })
  await t.rejects(it.deps.paidCalls.reserve(callOf(userKey, 2)))
  await reservation.settle(pictures(1))
  t.match((await budget()).json().day, {
    spent_micro_usd: PICTURE,
    reserved_micro_usd: 0,
    remaining_micro_usd: 2 * PICTURE,
  })
  await it.deps.paidCalls.reserve(callOf(userKey, 2))
  t.match((await budget()).json(), {
    day: { remaining_micro_usd: 0 },
    month: { spent_micro_usd: PICTURE, reserved_micro_usd: 2 * PICTURE },
  })
  t.match((await put({ daily_limit_micro_usd: PICTURE })).json().day, { remaining_micro_usd: 0 }, 'never below nothing')
  it.clock.now = Date.parse('2026-11-21T00:00:00.000Z')
  t.match((await budget()).json(), {
    day: { spent_micro_usd: 0, remaining_micro_usd: PICTURE },
    month: { spent_micro_usd: PICTURE },
  })
})

onBoth(t, 'An alert is raised once for each window, also when the limit is lowered', async (t, it) => {
  const { budget, put } = spendingOf(it)
  const alerts = () =>
    it.logged.filter((line) => line.includes('threshold of its alert')).map((line) => JSON.parse(line).kind)
  await put({ daily_limit_micro_usd: 10 * PICTURE, monthly_limit_micro_usd: 100 * PICTURE })
  await spend(it, 7)
  t.match((await budget()).json().day, { alerted: false, alerted_at: null })
  it.clock.now += 1_000
  await Promise.all([spend(it), spend(it), spend(it)])
  t.match((await budget()).json(), {
    day: { alerted: true, alerted_at: '2026-11-20T09:30:01.000Z' },
    month: { alerted: false },
  })
  t.strictSame(alerts(), ['day'])
  await put({ daily_limit_micro_usd: 11 * PICTURE, monthly_limit_micro_usd: 12 * PICTURE })
  t.match((await budget()).json(), { day: { alerted_at: '2026-11-20T09:30:01.000Z' }, month: { alerted: true } })
  t.strictSame(alerts(), ['day', 'month'])
  it.clock.now += 86_400_000
  await put({ daily_limit_micro_usd: 2 * PICTURE })
  await spend(it, 2)
  t.strictSame(alerts(), ['day', 'month', 'day'], 'the next day has its own')
})

onBoth(
  t,
  'Another time zone sums up its own day and month, from what was spent and what is reserved',
  async (t, it) => {
    const { budget, put } = spendingOf(it)
    // The second is of the day before in New York, and all three are of the last day of November in Honolulu.
    for (const at of ['2026-11-30T12:00:00.000Z', '2026-12-01T03:00:00.000Z', '2026-12-01T06:00:00.000Z']) {
      it.clock.now = Date.parse(at)
      await spend(it)
    }
    await it.deps.paidCalls.reserve(callOf(userKey, 5))
    const sumsIn = async (timezone: string) => {
      const { day, month } = (await put({ timezone, daily_limit_micro_usd: 100 * PICTURE })).json()
      t.strictSame((await budget()).json().day, day)
      t.strictSame(await wrongTotals(it.deps.db), [])
      return [day, month].map((window) => [window.spent_micro_usd / PICTURE, window.reserved_micro_usd / PICTURE])
    }
    t.strictSame(await sumsIn('UTC'), [
      [2, 5],
      [2, 5],
    ])
    t.strictSame(await sumsIn('America/New_York'), [
      [1, 5],
      [1, 5],
    ])
    t.strictSame(await sumsIn('Pacific/Honolulu'), [
      [3, 5],
      [3, 5],
    ])
    t.strictSame(await sumsIn('Asia/Tokyo'), [
      [2, 5],
      [2, 5],
    ])
    t.equal(
      (await totalsIn(it.deps.db)).filter(([scope]) => scope === userKey).length,
      2,
      'no window of another zone is left',
    )
  },
)

onBoth(t, 'A time zone that changes while calls are reserved and settled loses none of them', async (t, it) => {
  const { put } = spendingOf(it)
  const zones = ['UTC', 'Asia/Tokyo', 'America/New_York', 'Pacific/Apia']
  await Promise.all([
    ...Array.from({ length: 40 }, async (_, at) => {
      const reservation = await it.deps.paidCalls.reserve(callOf(userKey))
      await (at % 3 === 0 ? reservation.release() : reservation.settle(pictures(1)))
    }),
    ...Array.from({ length: 12 }, (_, at) => put({ timezone: zones[at % 4] })),
  ])
  t.strictSame(await wrongTotals(it.deps.db), [])
  t.equal((await spendingOf(it).budget()).json().month.spent_micro_usd, 26 * PICTURE)
})
