import t from 'tap'
import { callOf, PICTURE, pictures, spendingOf, userKey } from '../../fixtures/spending.ts'
import { asGuest } from '../../fixtures/users.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const spendAt = async ({ deps, clock }: World, at: string, amount: number, more: object = {}) => {
  clock.now = Date.parse(at)
  await (await deps.paidCalls.reserve({ ...callOf(userKey, amount), ...more })).settle(pictures(amount))
}

onBoth(t, 'listSpending refuses another period', async (t, it) => {
  const { spending } = spendingOf(it)
  for (const query of ['?period=1y', '?period=7', '?period=', '?days=7'])
    t.equal((await spending(query)).statusCode, 400, query)
})

onBoth(t, 'listSpending tells nothing of others, of what is reserved, or of what was free', async (t, it) => {
  const { spending } = spendingOf(it)
  await it.deps.paidCalls.reserve(callOf(userKey))
  await (await it.deps.paidCalls.reserve(callOf(userKey))).release()
  await (await it.deps.paidCalls.reserve(callOf(null))).settle(pictures(1))
  await (await it.deps.paidCalls.reserve(callOf('session:s'))).settle(pictures(1))
  for (const headers of [undefined, asGuest]) {
    const { by_day, ...told } = (await spending('?period=7d', headers)).json()
    t.match(told, { period: '7d', timezone: 'UTC', total: { cost_micro_usd: 0, calls: 0 } })
    t.strictSame([told.by_service, told.by_persona], [[], []])
    t.strictSame(by_day.length, 7)
  }
})

onBoth(t, 'listSpending sums up by service, persona and day of the time zone', async (t, it) => {
  const { spending, put } = spendingOf(it)
  await put({ timezone: 'Europe/Berlin', monthly_limit_micro_usd: null })
  await spendAt(it, '2026-08-25T12:00:00.000Z', 9, { service: 'image' })
  await spendAt(it, '2026-10-25T22:59:00.000Z', 1, { service: 'call', personaId: 'sarah_001' })
  await spendAt(it, '2026-10-25T23:00:00.000Z', 2, { service: 'call', personaId: 'brad_001' })
  await spendAt(it, '2026-11-20T09:30:00.000Z', 1, { service: 'text', personaId: 'sarah_001' })
  await spendAt(it, '2026-11-20T09:30:00.000Z', 1, { service: 'image' })
  const seven = (await spending('?period=7d')).json()
  t.strictSame(seven, {
    period: '7d',
    timezone: 'Europe/Berlin',
    starts_at: '2026-11-13T23:00:00.000Z',
    ends_at: '2026-11-20T23:00:00.000Z',
    total: { cost_micro_usd: 2 * PICTURE, calls: 2 },
    by_service: [
      { service: 'image', cost_micro_usd: PICTURE, calls: 1 },
      { service: 'text', cost_micro_usd: PICTURE, calls: 1 },
    ],
    by_persona: [{ persona_id: 'sarah_001', cost_micro_usd: PICTURE, calls: 1 }],
    by_day: [14, 15, 16, 17, 18, 19, 20].map((day) => ({
      day: `2026-11-${day}`,
      cost_micro_usd: day === 20 ? 2 * PICTURE : 0,
      calls: day === 20 ? 2 : 0,
    })),
  })
  const thirty = (await spending()).json()
  t.strictSame([thirty.period, thirty.by_day.length, thirty.total.cost_micro_usd], ['30d', 30, 5 * PICTURE])
  t.strictSame(
    thirty.by_persona.map((it: { persona_id: string; cost_micro_usd: number }) => [
      it.persona_id,
      it.cost_micro_usd / PICTURE,
    ]),
    [
      ['brad_001', 2],
      ['sarah_001', 2],
    ],
  )
  const spentOn = thirty.by_day
    .filter(({ calls }: { calls: number }) => calls > 0)
    .map(({ day }: { day: string }) => day)
  t.strictSame(spentOn, ['2026-10-25', '2026-10-26', '2026-11-20'], 'on a day of 25 hours too')
  const ninety = (await spending('?period=90d')).json()
  t.strictSame([ninety.by_day.length, ninety.total], [90, { cost_micro_usd: 14 * PICTURE, calls: 5 }])
  const sum = (rows: { cost_micro_usd: number }[]) => rows.reduce((all, { cost_micro_usd }) => all + cost_micro_usd, 0)
  t.strictSame([sum(ninety.by_day), sum(ninety.by_service)], [14 * PICTURE, 14 * PICTURE])
})
