import t from 'tap'
import { answered, callsOf, creditsOf, number, onBothCalling, statusOf, turnUntil } from '../../fixtures/calls.ts'
import { grantTo } from '../../fixtures/ledger.ts'
import { phoneOf } from '../../fixtures/phone.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asUser, bearerOf, exampleUser, strangerUser } from '../../fixtures/users.ts'
import { onBothAlone, type World } from '../../fixtures/world.ts'

const asStranger = bearerOf(strangerUser.id)
const rows = ({ deps }: World) =>
  deps.db.selectFrom('calls').select('id').where('started_at', '>=', '2026-11-20T09:30').execute()

onBothCalling(
  t,
  'startCall refuses what is no number, no persona and no scenario, and keeps nothing',
  async (t, it) => {
    const { start } = callsOf(it)
    const before = await creditsOf(it)
    for (const phone_number of ['', '4155550123', '+1 415 555 0123', '+15550100001', '+19005551234', 14155550123, null])
      t.strictSame(refusalOf(await start({ phone_number })), [400, 'invalid-request', 'body.phone_number'])
    t.strictSame(refusalOf(await start({ persona_id: 'not_there' })), [404, 'persona-not-found'])
    t.strictSame(refusalOf(await start({ scenario_id: 'not-there' })), [404, 'scenario-not-found'])
    const both = { scenario_id: 'save-me-from-bad-date', call_scenario: 'Another one' }
    t.strictSame(refusalOf(await start(both)), [400, 'invalid-request', 'body.call_scenario'])
    for (const minutes of [0, 16, 1.5, '5'])
      t.strictSame(refusalOf(await start({ max_duration_minutes: minutes })), [
        400,
        'invalid-request',
        'body.max_duration_minutes',
      ])
    t.strictSame(await rows(it), [])
    t.strictSame(await creditsOf(it), before)
  },
)

onBothCalling(t, 'startCall without a credit is 402, with the balance and the price', async (t, it) => {
  const reply = await callsOf(it, asStranger).start()
  t.strictSame(refusalOf(reply), [402, 'no-credit'])
  t.match(reply.json(), { balance: 0, required: 1, price_micro_usd: 83_900 })
  t.strictSame(await rows(it), [])
})

onBothCalling(t, 'A call is as long as the credits allow, and two calls cannot have the same credit', async (t, it) => {
  await grantTo(it, strangerUser.id, 7)
  const { start } = callsOf(it, asStranger)
  const replies = await Promise.all(Array.from({ length: 10 }, () => start({ max_duration_minutes: 3 })))
  const made = replies.filter(({ statusCode }) => statusCode === 202).map((it) => it.json().max_duration_minutes)
  t.equal(
    made.reduce((sum, minutes) => sum + minutes, 0),
    7,
  )
  for (const reply of replies) if (reply.statusCode !== 202) t.strictSame(refusalOf(reply), [402, 'no-credit'])
  t.match(await creditsOf(it, asStranger), { available_credits: 0, reserved_credits: 7 })
})

onBothCalling(t, 'A key starts one call, however often it is sent', async (t, it) => {
  const { start } = callsOf(it)
  const key = { 'idempotency-key': 'the same' }
  const first = await start({}, key)
  const again = await start({}, key)
  t.equal(again.statusCode, 202)
  t.equal(again.json().id, first.json().id)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.strictSame(refusalOf(await start({ max_duration_minutes: 1 }, key)), [422, 'idempotency-key-reused'])
  const many = await Promise.all(Array.from({ length: 20 }, () => start({}, { 'idempotency-key': 'at once' })))
  const ids = new Set(many.filter(({ statusCode }) => statusCode === 202).map((it) => it.json().id))
  t.equal(ids.size, 1)
  t.equal((await rows(it)).length, 2)
})

onBothCalling(
  t,
  'A number that asks not to be called, and a caller who calls all day, are refused with their reasons',
  async (t, it) => {
    const { start } = callsOf(it)
    await phoneOf(it).refuse('+12025550125')
    const refused = await start({ phone_number: '+12025550125' })
    t.strictSame([...refusalOf(refused), refused.json().reason], [403, 'call-not-allowed', 'do_not_call'])
    await grantTo(it, exampleUser.id, 1_000)
    const replies = await Promise.all(Array.from({ length: 30 }, () => start({ max_duration_minutes: 1 })))
    const capped = replies.filter(({ statusCode }) => statusCode === 403)

    t.equal(capped.length, 30 - 20)
    for (const reply of capped) t.equal(reply.json().reason, 'daily_cap')
  },
)

onBothCalling(t, 'What becomes of a call to the numbers of the simulated telephone', async (t, it) => {
  const { start, read } = callsOf(it)
  const endings = [
    ['90', 'busy', null],
    ['91', 'no_answer', null],
    ['92', 'failed', 'carrier_error'],
    ['93', 'voicemail_detected', 'voicemail'],
    ['95', 'failed', 'carrier_error'],
    ['96', 'failed', 'carrier_error'],
  ] as const
  const before = await creditsOf(it)
  for (const [ending, status, end_reason] of endings) {
    const { id } = (await start({ phone_number: `+120255501${ending}` })).json()
    await turnUntil(it, id, status)
    const call = (await read(id)).json()
    t.match(call, { status, credits_used: 0, credits_reserved: 0 }, ending)
    t.equal(call.end_reason, end_reason)
  }
  t.strictSame(await creditsOf(it), before)
  const { id } = (await start({ phone_number: '+12025550194' })).json()
  await turnUntil(it, id, 'completed')
  t.match((await read(id)).json(), { duration_seconds: 10, credits_used: 1, end_reason: 'user_hangup' })
})

onBothCalling(
  t,
  'A dial of unknown outcome is found, or closed after two minutes, and never repeated',
  async (t, it) => {
    const { start, read } = callsOf(it)
    const found = (await start({ phone_number: '+12025550197' })).json()
    await turnUntil(it, found.id, 'in_progress')
    const lost = (await start({ phone_number: '+12025550198' })).json()
    t.equal(lost.status, 'initiating')
    const { watchCalls } = await import('../../../src/domains/calls/jobs.ts')
    const run = () => watchCalls.run(it.deps, {}, { id: 'one', number: 1, signal: new AbortController().signal })
    it.clock.now += 119_000
    await run()
    t.equal(await statusOf(it, lost.id), 'initiating')
    it.clock.now += 2_000
    await run()
    t.match((await read(lost.id)).json(), { status: 'failed', end_reason: 'carrier_error', credits_reserved: 0 })
  },
)

onBothCalling(t, 'endCall cancels before the answer, hangs up after it, and leaves what has ended', async (t, it) => {
  const { start, end } = callsOf(it)
  const ringing = (await start()).json()
  t.match((await end(ringing.id)).json(), { status: 'cancelled', end_reason: 'cancelled', credits_used: 0 })
  const id = await answered(it)
  it.clock.now += 61_000
  const ended = (await end(id)).json()
  t.match(ended, { status: 'completed', end_reason: 'user_hangup', credits_used: 2 })
  t.ok(ended.duration_seconds === 61 || ended.duration_seconds === 62)
  t.strictSame((await end(id)).json(), ended, 'a second time changes nothing')
  t.strictSame(refusalOf(await callsOf(it, asStranger).end(id)), [404, 'call-not-found'])
  t.strictSame(refusalOf(await callsOf(it, asStranger).read(id)), [404, 'call-not-found'])
})

onBothCalling(t, 'A call ends at its limit by itself, and is charged no more than was reserved', async (t, it) => {
  const id = await answered(it, { max_duration_minutes: 1 })
  it.clock.now += 60_500
  await turnUntil(it, id, 'completed')
  t.match((await callsOf(it).read(id)).json(), { end_reason: 'max_duration', duration_seconds: 60, credits_used: 1 })
})

onBothCalling(t, 'listCalls has the newest first, by status and persona, without transcripts', async (t, it) => {
  const { start, list } = callsOf(it)
  const first = (await start({ persona_id: 'sarah_001' })).json()
  it.clock.now += 10
  const second = (await start()).json()
  const page = (await list('?page_size=2')).json()
  t.strictSame(
    page.items.map(({ id }: { id: string }) => id),
    [second.id, first.id],
  )
  t.equal(page.total_items, 2)
  const next = (await list(`?page_size=1&cursor=${(await list('?page_size=1')).json().next_cursor}`)).json()
  t.equal(next.items.length, 1)
  t.strictSame(next.items[0].transcript, [])
  t.equal((await list('?persona_id=sarah_001')).json().total_items, 1)
  t.equal((await list('?status=completed')).json().total_items, 0)
  t.strictSame(refusalOf(await list('?status=over')), [400, 'invalid-request', 'query.status'])
})

onBothAlone(
  t,
  'In production, or with a carrier, a number has to be verified first',
  async (t, it) => {
    await grantTo(it, exampleUser.id, 5)
    const { start } = callsOf(it)
    const reply = await start({ phone_number: number })
    t.strictSame([...refusalOf(reply), reply.json().reason], [403, 'call-not-allowed', 'not_verified'])
    t.equal((await callsOf(it, asUser).start({ phone_number: '+12025550125' })).statusCode, 202)
  },
  {
    ...{ APP_ENV: 'production', ALLOWED_ORIGINS: 'none', GEMINI_API_KEY: 'canary-key-canary-key' },
    EMBEDDED_OK: 'database,inference,blobs,imaging,telephony,speaking,listening,cache',
  },
)
