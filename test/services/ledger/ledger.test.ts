import { randomUUID } from 'node:crypto'
import t from 'tap'
import { expireHolds } from '../../../src/services/ledger/holds.ts'
import { expireCreditHolds } from '../../../src/services/ledger/jobs.ts'
import { openAccount, purchase, refund } from '../../../src/services/ledger/ledger.ts'
import { transaction } from '../../../src/services/transaction.ts'
import { until } from '../../fixtures/jobs.ts'
import { ledgerOf, newUser, userWith } from '../../fixtures/ledger.ts'
import { onBoth, onBothAlone } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000
const none = { balance: 0, reserved: 0, lifetime_purchased: 0, lifetime_used: 0 }

onBoth(t, 'amounts are whole numbers, and references do not name the user', async (t, it) => {
  const { grant, reserve, settle, entries } = ledgerOf(it)
  const user = await userWith(it, 10)
  const hold = await reserve(user, 2)
  for (const credits of [0, -1, 0.5, Number.NaN, 2 ** 53]) {
    await t.rejects(grant(user, credits), RangeError)
    await t.rejects(reserve(user, credits), RangeError)
    if (credits !== 0) await t.rejects(settle(hold?.id as string, credits), RangeError)
  }
  await t.rejects(grant(user, 1, `gift to ${user}`), RangeError)
  await t.rejects(reserve(user, 1, { reference: user.toUpperCase() }), RangeError)
  await t.rejects(settle(randomUUID(), 1), { message: 'there is no such hold' })
  t.strictSame(await entries(user), [['grant', 10, 10]])
})

onBoth(t, 'openAccount grants once what a user begins with, or nothing', async (t, it) => {
  const { balance, entries, violations } = ledgerOf(it)
  const [five, nothing] = [await userWith(it, 5), await userWith(it, 0)]
  await transaction(it.deps.db, (trx) => openAccount(trx, five, 5))
  t.strictSame([await entries(five), await entries(nothing)], [[['grant', 5, 5]], []])
  t.strictSame(await balance(five), { ...none, balance: 5 })
  t.equal((await it.deps.db.selectFrom('user_credits').select('id').execute()).length, 2)
  t.strictSame(await violations(), [])
})

onBoth(t, 'openAccount and the user are there together or not at all', async (t, it) => {
  const user = await newUser(it)
  const failed = transaction(it.deps.db, async (trx) => {
    await openAccount(trx, user, 5)
    throw new Error('the rest has failed')
  })
  await t.rejects(failed, { message: 'the rest has failed' })
  t.strictSame(await it.deps.db.selectFrom('user_credits').selectAll().execute(), [])
})

onBoth(t, 'who has no account has nothing to reserve, and gets one by a grant', async (t, it) => {
  const { balance, reserve, grant } = ledgerOf(it)
  const user = await newUser(it)
  t.equal(await reserve(user, 1), undefined)
  t.strictSame(await balance(user), none)
  t.equal(await grant(randomUUID(), 5), undefined, 'nobody is given nothing')
  await grant(user, 5)
  t.strictSame(await balance(user), { ...none, balance: 5 })
})

onBoth(t, 'purchase counts what was bought, with references of its own', async (t, it) => {
  const { balance, grant, entries, now } = ledgerOf(it)
  const user = await userWith(it, 0)
  const buy = () =>
    transaction(it.deps.db, (trx) =>
      purchase(trx, user, { credits: 100, reason: null, reference: 'order-1', now: now() }),
    )
  t.match([await buy(), await buy()], [{ isRepeated: false }, { isRepeated: true }])
  await grant(user, 1, 'order-1')
  t.strictSame(await entries(user), [
    ['purchase', 100, 100],
    ['grant', 1, 101],
  ])
  t.strictSame(await balance(user), { ...none, balance: 101, lifetime_purchased: 100 })
})

onBoth(t, 'reserve keeps what is available and no more, and changes nothing when it is too little', async (t, it) => {
  const { balance, reserve, release, entries } = ledgerOf(it)
  const user = await userWith(it, 10)
  const hold = await reserve(user, 7, { reference: 'call:1' })
  t.match(hold, { credits: 7, reference: 'call:1' })
  t.equal(await reserve(user, 4), undefined)
  t.strictSame(await balance(user), { ...none, balance: 10, reserved: 7 })
  await t.rejects(reserve(user, 1, { reference: 'call:1' }))
  t.ok(await reserve(user, 3))
  t.equal(await release(hold?.id as string), true)
  await t.rejects(reserve(user, 1, { reference: 'call:1' }), 'a reference is used once')
  t.strictSame([await balance(user), await entries(user)], [{ ...none, balance: 10, reserved: 3 }, [['grant', 10, 10]]])
})

onBoth(t, 'settle charges what was used, and gives the rest back', async (t, it) => {
  const { balance, reserve, settle, release, entries } = ledgerOf(it)
  const user = await userWith(it, 10)
  const [part, all, nothing] = [await reserve(user, 5), await reserve(user, 2), await reserve(user, 3)]
  t.strictSame(await settle(part?.id as string, 1, 'A short call'), { state: 'captured', charged: 1, uncharged: 0 })
  t.strictSame(await settle(all?.id as string, 2), { state: 'captured', charged: 2, uncharged: 0 })
  t.strictSame(await settle(nothing?.id as string, 0), { state: 'released', charged: 0, uncharged: 0 })
  t.strictSame(await balance(user), { ...none, balance: 7, lifetime_used: 3 })
  t.strictSame(await entries(user), [
    ['grant', 10, 10],
    ['usage', -1, 9],
    ['usage', -2, 7],
  ])
  t.strictSame(
    await settle(part?.id as string, 4),
    { state: 'captured', charged: 1, uncharged: 3 },
    'the first time counts',
  )
  t.strictSame(await settle(part?.id as string, 0), { state: 'captured', charged: 1, uncharged: 0 })
  t.strictSame(await settle(nothing?.id as string, 3), { state: 'released', charged: 0, uncharged: 3 })
  t.equal(await release(part?.id as string), false)
  t.equal((await balance(user)).balance, 7)
})

onBoth(t, 'settle of more than was held takes what is available, and nothing that others hold', async (t, it) => {
  const { balance, reserve, settle, grant, entries, violations } = ledgerOf(it)
  const user = await userWith(it, 10)
  const [first, second] = [await reserve(user, 3), await reserve(user, 4)]
  t.strictSame(await settle(first?.id as string, 5), { state: 'captured', charged: 5, uncharged: 0 })
  t.strictSame(await settle(second?.id as string, 50), { state: 'captured', charged: 5, uncharged: 45 })
  t.strictSame(await balance(user), { ...none, lifetime_used: 10 })
  await grant(user, 6)
  const third = await reserve(user, 2)
  await reserve(user, 4)
  t.strictSame(await settle(third?.id as string, 3), { state: 'captured', charged: 2, uncharged: 1 })
  t.strictSame(await balance(user), { ...none, balance: 4, reserved: 4, lifetime_used: 12 })
  t.equal((await entries(user)).length, 5)
  t.strictSame(await violations(), [])
})

onBoth(t, 'a hold whose time is over is given back, and settled late from what is available', async (t, it) => {
  const { balance, reserve, settle, grant, release, now, violations } = ledgerOf(it)
  const { db } = it.deps
  const user = await userWith(it, 10)
  const [late, never, poor] = [await reserve(user, 4), await reserve(user, 3), await reserve(user, 3)]
  t.equal(await expireHolds(db, now()), 0)
  it.clock.now += HOUR_MS
  t.equal(await expireHolds(db, now()), 3)
  t.equal(await expireHolds(db, now()), 0)
  t.strictSame(await balance(user), { ...none, balance: 10 })
  t.strictSame(await settle(late?.id as string, 6), { state: 'captured', charged: 6, uncharged: 0 })
  t.strictSame(await settle(late?.id as string, 6), { state: 'captured', charged: 6, uncharged: 0 })
  t.strictSame(await settle(never?.id as string, 0), { state: 'expired', charged: 0, uncharged: 0 })
  t.equal(await release(never?.id as string), false)

  const other = await reserve(user, 4)
  t.strictSame(await settle(poor?.id as string, 3), { state: 'expired', charged: 0, uncharged: 3 })
  t.strictSame(await violations(), [])
  await grant(user, 2)
  t.strictSame(
    await settle(poor?.id as string, 3),
    { state: 'captured', charged: 2, uncharged: 1 },
    'tried again later',
  )
  t.strictSame(await settle(other?.id as string, 4), { state: 'captured', charged: 4, uncharged: 0 })
  t.strictSame(await balance(user), { ...none, lifetime_used: 12 })
  t.strictSame(await violations(), [])
})

onBoth(t, 'refund gives back a usage once, and no more than it took', async (t, it) => {
  const { balance, reserve, settle, entries, now, violations } = ledgerOf(it)
  const user = await userWith(it, 10)
  for (const [reference, used] of [
    ['call:1', 4],
    ['call:2', 5],
  ] as const)
    await settle((await reserve(user, 5, { reference }))?.id as string, used)
  const back = (reference: string, credits: number) =>
    transaction(it.deps.db, (trx) => refund(trx, { credits, reason: 'Too dear', reference, now: now() }))
  t.equal(await back('call:3', 1), undefined)
  t.match(await back('call:1', 3), { isRepeated: false, transaction: { type: 'refund', credits: 3, balance_after: 4 } })
  t.match(await back('call:1', 4), { isRepeated: true, transaction: { credits: 3 } })
  const at_once = await Promise.all(Array.from({ length: 20 }, () => back('call:2', 50)))
  t.equal(at_once.filter((it) => it?.isRepeated === false).length, 1)
  t.strictSame(await balance(user), { ...none, balance: 9, lifetime_used: 1 })
  t.strictSame((await entries(user)).slice(-2), [
    ['refund', 3, 4],
    ['refund', 5, 9],
  ])
  t.strictSame(await violations(), [])
})

onBothAlone(t, 'holds whose time is over are found each minute, however many', async (t, it) => {
  const { reserve, balance } = ledgerOf(it)
  const user = await userWith(it, 1_000)
  for (let at = 0; at < 205; at++) await reserve(user, 2)
  it.clock.now += HOUR_MS
  await it.deps.jobs.send(it.deps.db, expireCreditHolds, {})
  await it.deps.jobs.start()
  await until(async () => (await balance(user)).reserved === 0, 'the holds are given back', 20_000)
  t.strictSame(await balance(user), { ...none, balance: 1_000 })
  t.strictSame(expireCreditHolds.schedule, { cron: '* * * * *', timeZone: 'UTC' })
})
