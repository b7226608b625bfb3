import t from 'tap'
import { mayRing, type Ring } from '../../../src/domains/phone/actions.ts'
import { isQuiet } from '../../../src/domains/phone/quiet-hours.ts'
import { phoneOf, verify } from '../../fixtures/phone.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { spendingOf } from '../../fixtures/spending.ts'
import { exampleGuest, exampleUser } from '../../fixtures/users.ts'
import { onBoth, onBothAlone, type World } from '../../fixtures/world.ts'

const german = '+4915123456789'
const american = '+14155550123'

const ask = ({ deps }: World, more: Partial<Ring> = {}) =>
  mayRing(deps, {
    ...{ user_id: exampleUser.id, phone_number: german, at: new Date('2026-11-20T12:00:00.000Z') },
    ...{ asked_now: false, allow_quiet_hours: false, countCalls: async () => 0 },
    ...more,
  })

/** As with a carrier: a simulated telephone in local mode would call any number. */
const withCarrier = (it: World): World => ({
  ...it,
  deps: { ...it.deps, telephony: { ...it.deps.telephony, name: 'twilio' } },
})

const at = (text: string) => ({ at: new Date(text) })
const allowed = { allowed: true }

onBoth(t, 'A carrier calls no number but those that its user has verified', async (t, it) => {
  const carried = withCarrier(it)
  t.strictSame(await ask(carried), { reason: 'not_verified' })
  t.equal((await verify(it, german)).statusCode, 200)
  t.strictSame(await ask(carried, { user_id: exampleGuest.id }), { reason: 'not_verified' })
  t.strictSame(await ask(carried), allowed)
})

onBoth(t, 'In production, a simulated telephone calls no number but verified ones either', async (t, it) => {
  const deps = { ...it.deps, env: { ...it.deps.env, APP_ENV: 'production' as const } }
  t.strictSame(await ask({ ...it, deps }), { reason: 'not_verified' })
})

onBothAlone(
  t,
  'Numbers of the operator’s list are called for any user, unless their owner has refused',
  async (t, it) => {
    const carried = withCarrier(it)
    for (const phone_number of [german, american])
      t.strictSame(await ask(carried, { phone_number, asked_now: true }), allowed)
    t.strictSame(await ask(carried, { phone_number: '+14155550124' }), { reason: 'not_verified' })
    await phoneOf(it).refuse(german, asOperator)
    t.strictSame(await ask(carried), { reason: 'do_not_call' })
    t.notMatch(it.logged.join('\n'), /4155550123|15123456789/)
  },
  { CALLS_ALLOW_LIST: ` ${german} ,${american}` },
)

onBoth(t, 'A refusal holds for a simulated telephone on one’s own machine, which calls any number', async (t, it) => {
  t.strictSame(await ask(it), allowed)
  await phoneOf(it).refuse(german, asOperator)
  for (const asked_now of [true, false]) t.strictSame(await ask(it, { asked_now }), { reason: 'do_not_call' })
})

onBoth(t, 'A scheduled call does not ring at night, unless the user has said so', async (t, it) => {
  const night = at('2026-11-20T20:00:00.000Z')
  t.strictSame(await ask(it, night), { reason: 'quiet_hours' })
  t.strictSame(await ask(it, { ...night, allow_quiet_hours: true }), allowed)
  t.strictSame(await ask(it, { ...night, asked_now: true }), allowed, 'a call asked for now is asked for')
  for (const [moment, expected] of [
    ['2026-11-20T06:59:59.999Z', { reason: 'quiet_hours' }],
    ['2026-11-20T07:00:00.000Z', allowed],
    ['2026-11-20T19:59:59.999Z', allowed],
  ] as const)
    t.strictSame(await ask(it, at(moment)), expected, moment)
})

onBoth(t, 'Where a country has several zones, it has to be day in all of them', async (t, it) => {
  const asked = (moment: string) => ask(it, { phone_number: american, ...at(moment) })
  t.strictSame(
    await asked('2026-11-20T16:00:00.000Z'),
    { reason: 'quiet_hours' },
    '6:00 in Honolulu, 11:00 in New York',
  )
  t.strictSame(await asked('2026-11-20T18:00:00.000Z'), allowed, '8:00 and 13:00')
  t.strictSame(await asked('2026-11-21T01:59:59.999Z'), allowed, '15:59 and 20:59')
  t.strictSame(await asked('2026-11-21T02:00:00.000Z'), { reason: 'quiet_hours' }, '16:00 and 21:00')
  t.strictSame(await ask(it, { phone_number: '+881612345678' }), { reason: 'quiet_hours' }, 'a satellite is anywhere')
})

onBoth(
  t,
  'What the user says of the zone goes before that of the budget, and that before the number',
  async (t, it) => {
    const evening = { phone_number: american, ...at('2026-11-20T02:30:00.000Z') }
    await spendingOf(it).put({})
    t.strictSame(
      await ask(it, evening),
      { reason: 'quiet_hours' },
      'the zone that a budget has by default says nothing',
    )
    await spendingOf(it).put({ timezone: 'America/Los_Angeles' })
    t.strictSame(await ask(it, evening), allowed, '18:30')
    t.strictSame(await ask(it, { ...evening, timeZone: 'America/New_York' }), { reason: 'quiet_hours' })
    t.strictSame(await ask(it, { ...evening, timeZone: 'Nowhere/At_All' }), allowed, 'a zone that is none is not used')
  },
)

onBothAlone(
  t,
  'A user is called so many times within any 24 hours',
  async (t, it) => {
    const spans: string[] = []
    const counted = (count: number) =>
      ask(it, {
        asked_now: true,
        countCalls: async (since) => {
          spans.push(since.toISOString())
          return count
        },
      })
    t.strictSame(await counted(3), { reason: 'daily_cap' })
    t.strictSame(await counted(2), allowed)
    t.strictSame([...new Set(spans)], ['2026-11-19T12:00:00.000Z'])
  },
  { CALLS_PER_USER_PER_DAY: '3' },
)

t.test('Quiet hours follow the clocks of the recipient', (t) => {
  const quiet = (moment: string, ...zones: string[]) => isQuiet(new Date(moment), zones)
  for (const [zone, last, first] of [
    // The last quiet moment before a day, and its first one that is not: before and after clocks change.
    ['Europe/Berlin', '2026-03-28T06:59:59.999Z', '2026-03-28T07:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T05:59:59.999Z', '2026-03-29T06:00:00.000Z'],
    ['Europe/Berlin', '2026-10-24T05:59:59.999Z', '2026-10-24T06:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25T06:59:59.999Z', '2026-10-25T07:00:00.000Z'],
    ['America/New_York', '2026-11-01T12:59:59.999Z', '2026-11-01T13:00:00.000Z'],
    // Of half an hour, of three quarters, and one whose clocks change by half an hour.
    ['Asia/Kolkata', '2026-11-20T02:29:59.999Z', '2026-11-20T02:30:00.000Z'],
    ['Asia/Kathmandu', '2026-11-20T02:14:59.999Z', '2026-11-20T02:15:00.000Z'],
    ['Australia/Lord_Howe', '2026-07-20T21:29:59.999Z', '2026-07-20T21:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-12-20T20:59:59.999Z', '2026-12-20T21:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-19T17:59:59.999Z', '2026-11-19T18:00:00.000Z'],
  ] as const)
    t.strictSame([quiet(last, zone), quiet(first, zone)], [true, false], `${zone} ${first}`)
  t.strictSame(
    ['15:29', '15:30'].map((time) => quiet(`2026-11-20T${time}:00.000Z`, 'Asia/Kolkata')),
    [false, true],
    'and in the evening',
  )
  t.ok(quiet('2026-11-20T12:00:00.000Z'), 'where no zone is known')
  t.end()
})
