import t from 'tap'
import { wrongTotals } from '../../../src/services/spending/check.ts'
import { expireReservations, forgetSpendingSessions } from '../../../src/services/spending/jobs.ts'
import { callOf, eventsIn, PICTURE, pictures, spendingOf, userKey } from '../../fixtures/spending.ts'
import { onBoth } from '../../fixtures/world.ts'

const attempt = { id: '1', number: 1, signal: new AbortController().signal }

onBoth(t, 'A reservation that nobody settles counts as spent at its estimate, once its time is over', async (t, it) => {
  const { deps, clock } = it
  const slow = await deps.paidCalls.reserve(callOf(userKey, 2))
  const call = await deps.paidCalls.reserve({ ...callOf(userKey), lastsMs: 3_600_000 })
  clock.now += 15 * 60_000 - 1
  await expireReservations.run(deps, {}, attempt)
  t.match((await spendingOf(it).budget()).json().day, { reserved_micro_usd: 3 * PICTURE, spent_micro_usd: 0 })
  clock.now += 1
  await Promise.all([1, 2, 3].map(() => expireReservations.run(deps, {}, attempt)))
  t.match((await spendingOf(it).budget()).json().day, { reserved_micro_usd: PICTURE, spent_micro_usd: 2 * PICTURE })
  await slow.settle(pictures(1))
  t.match(await eventsIn(deps.db), [{ cost_micro_usd: 2 * PICTURE }, { state: 'reserved' }], 'it is settled once')
  await call.settle(pictures(1))
  t.strictSame(await wrongTotals(deps.db), [])
})

onBoth(t, 'Hundreds of them are settled by one run of the job', async (t, { deps, clock }) => {
  await Promise.all(Array.from({ length: 250 }, () => deps.paidCalls.reserve(callOf(null))))
  clock.now += 86_400_000
  await expireReservations.run(deps, {}, attempt)
  const open = await deps.db.selectFrom('spend_events').select('id').where('state', '=', 'reserved').execute()
  t.strictSame([open.length, await wrongTotals(deps.db)], [0, []])
})

onBoth(t, 'A total that is not the sum of its events is found, and an event without a total', async (t, { deps }) => {
  await (await deps.paidCalls.reserve(callOf(userKey))).settle(pictures(1))
  await deps.db
    .updateTable('spend_totals')
    .set({ spent_micro_usd: 1 })
    .where('scope', '=', userKey)
    .where('kind', '=', 'day')
    .execute()
  t.match(await wrongTotals(deps.db), [/^day of user:.* 0 reserved and 1 spent, but its events sum up to 0 and 67000$/])
  await deps.db.deleteFrom('spend_totals').execute()
  t.match(await wrongTotals(deps.db), [/is missing in a total/])
})

onBoth(
  t,
  'A session of long ago is forgotten where anonymous things are kept for a time, and a user is not',
  async (t, it) => {
    const { deps, clock } = it
    for (const owner of ['session:s', userKey] as const)
      await (await deps.paidCalls.reserve(callOf(owner))).settle(pictures(1))
    const owners = async () => (await eventsIn(deps.db)).map(({ owner }) => owner).sort()
    const forget = (ANONYMOUS_RETENTION_DAYS: number | undefined) =>
      forgetSpendingSessions.run({ ...deps, env: { ANONYMOUS_RETENTION_DAYS } }, {}, attempt)
    clock.now += 30 * 86_400_000
    await forget(undefined)
    await forget(30)
    t.strictSame(await owners(), ['session:s', userKey])
    clock.now += 1
    await forget(30)
    t.strictSame(await owners(), [null, userKey])
    t.strictSame(await wrongTotals(deps.db), [])
  },
)
