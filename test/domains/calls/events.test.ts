import t from 'tap'
import { callsOf, creditsOf } from '../../fixtures/calls.ts'
import { dialled, onBothCarried, watchNow } from '../../fixtures/carried.ts'
import { grantTo, ledgerOf } from '../../fixtures/ledger.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { intoApp } from '../../fixtures/twilio.ts'
import { asUser, exampleUser } from '../../fixtures/users.ts'
import type { World } from '../../fixtures/world.ts'

const callRow = ({ deps }: World, id: string) =>
  deps.db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const statuses = ['initiated', 'ringing', 'in-progress', 'completed'] as const

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length <= 1) return void (yield [...items])
  for (const [at, item] of items.entries()) for (const rest of orders(items.toSpliced(at, 1))) yield [item, ...rest]
}

onBothCarried(t, 'Whatever a stranger sends to the webhooks changes nothing', async (t, it, twilio) => {
  const { id, sid } = await dialled(it, twilio)
  const before = await callRow(it, id)
  const { path, headers, payload } = twilio.happen(sid, 'completed', { CallDuration: '600' })
  const forged = [
    { path, payload, headers: { ...headers, 'x-twilio-signature': '' } },
    { path, payload, headers: { ...headers, 'x-twilio-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' } },
    { path: path.replace(id, id.replace(/.$/, '0')), payload, headers },
    { path: `${path}&more=1`, payload, headers },
    { path, payload: payload.replace('600', '6'), headers },
    { path, payload: `${payload}&Extra=1`, headers },
    twilio.signed(path, Object.fromEntries(new URLSearchParams(payload)), 'canary-of-another-account'),
    { path: path.replace('status', 'amd'), payload, headers },
  ]
  for (const webhook of forged) t.equal((await intoApp(it.app)(webhook)).status, 403)
  const json = await it.app.inject({ method: 'POST', url: path, payload: { CallSid: sid } })
  t.ok([403, 415].includes(json.statusCode))
  t.strictSame(await callRow(it, id), before)
  const unknown = { ...Object.fromEntries(new URLSearchParams(payload)), CallSid: `CA${'f'.repeat(32)}` }
  t.equal((await intoApp(it.app)(twilio.signed(path, unknown))).status, 204, 'signed, and of another call')
  t.strictSame(await callRow(it, id), before)
})

onBothCarried(
  t,
  'In each of the 24 orders, and told twice, four events end in one state and one settlement',
  async (t, it, twilio) => {
    await grantTo(it, exampleUser.id, 50)
    const seen = new Set<string>()
    const { balance } = await ledgerOf(it).balance(exampleUser.id)
    let at = 0
    for (const order of orders([0, 1, 2, 3])) {
      const { id, sid } = await dialled(it, twilio, { max_duration_minutes: 5 })
      const happened = statuses.map((status) => {
        it.clock.now += status === 'completed' ? 61_000 : 1_000
        return twilio.happen(sid, status, status === 'completed' ? { CallDuration: '61' } : {})
      })
      for (const which of order) {
        t.equal((await happened[which]?.tell())?.status, 204)
        if (at % 2 === 0) await Promise.all([happened[which]?.tell(), happened[which]?.tell()])
      }
      const { start_time: _start, answer_time, end_time, id: _id, ...call } = (await callsOf(it).read(id)).json()
      t.equal(Date.parse(end_time) - Date.parse(answer_time), 61_000)
      seen.add(JSON.stringify({ ...call, transcript: 0, summary: 0, served_by: 0 }))
      t.match(call, { status: 'completed', end_reason: 'user_hangup', duration_seconds: 61, credits_used: 2 })
      at++
    }
    t.equal(at, 24)
    t.equal(seen.size, 1, 'one final state for all orders')
    const after = await ledgerOf(it).balance(exampleUser.id)
    t.equal(balance - after.balance, 48, 'each was settled once')
    t.equal(after.reserved, 0)
    t.strictSame(await ledgerOf(it).violations(), [])
  },
  { CALLS_PER_USER_PER_DAY: '1000' },
)

onBothCarried(t, 'A call may ring and be answered before the dial is answered', async (t, it, twilio) => {
  const release = twilio.hold()
  const starting = callsOf(it).start({ phone_number: '+12025550125' })
  while (twilio.dialled() === 0) await new Promise((resolve) => setImmediate(resolve))
  const { sid } = twilio.newest()
  for (const status of ['initiated', 'ringing', 'in-progress'] as const) await twilio.tell(sid, status)
  release()
  const call = (await starting).json()
  t.match(call, { status: 'in_progress', simulated: false, media: null })
  t.equal((await callRow(it, call.id)).sid, sid)
})

onBothCarried(
  t,
  'A dial whose answer is lost is never repeated: it is found by its events, or in the list',
  async (t, it, twilio) => {
    twilio.script.push('accept and reset')
    const call = (await callsOf(it).start({ phone_number: '+12025550125' })).json()
    t.equal(twilio.dialled(), 1)
    t.equal((await callRow(it, call.id)).sid, twilio.newest().sid, 'found in the list of the carrier')
    await twilio.tell(twilio.newest().sid, 'in-progress')
    await twilio.tell(twilio.newest().sid, 'completed', { CallDuration: '5' })
    twilio.script.push('accept and reset', { status: 500 })
    const other = (await callsOf(it).start({ phone_number: '+12025550125' })).json()
    t.match(other, { status: 'initiating', credits_reserved: 5 })
    await twilio.tell(twilio.newest().sid, 'ringing')
    t.match((await callsOf(it).read(other.id)).json(), { status: 'ringing' })
    t.equal(twilio.dialled(), 2)
  },
)

onBothCarried(t, 'What the carrier refuses has failed, and nothing stays reserved', async (t, it, twilio) => {
  const before = await creditsOf(it)
  twilio.script.push({ status: 400, code: 21211 })
  const call = (await callsOf(it).start({ phone_number: '+12025550125' })).json()
  t.match(call, { status: 'failed', end_reason: 'carrier_error', credits_reserved: 0, credits_used: 0 })
  t.strictSame(await creditsOf(it), before)
  const budget = (await it.call({ url: '/api/v1/budget', headers: asUser })).json()
  t.match(budget, { day: { reserved_micro_usd: 0, spent_micro_usd: 0 } })
})

onBothCarried(t, 'A machine that answers is hung up on, and charged nothing', async (t, it, twilio) => {
  const { id, sid } = await dialled(it, twilio)
  await twilio.tell(sid, 'in-progress')
  await twilio.detect(sid, 'machine_start').tell()
  t.equal(twilio.calls.get(sid)?.status, 'completed', 'hung up at the carrier')
  await twilio.tell(sid, 'completed', { CallDuration: '9' })
  t.match((await callsOf(it).read(id)).json(), {
    status: 'voicemail_detected',
    end_reason: 'voicemail',
    credits_used: 0,
  })
})

onBothCarried(
  t,
  'endCall hangs up at the carrier first; while that is away the call goes on, and ends with the next try',
  async (t, it, twilio) => {
    const { id, sid } = await dialled(it, twilio)
    await twilio.tell(sid, 'in-progress')
    it.clock.now += 30_000
    twilio.script.push({ status: 503 }, { status: 503 })
    t.strictSame(refusalOf(await callsOf(it).end(id)), [503, 'carrier-unavailable'])
    t.match((await callsOf(it).read(id)).json(), { status: 'in_progress', end_reason: null })
    twilio.script.length = 0
    it.clock.now += 60_000
    await watchNow(it)
    t.match((await callsOf(it).read(id)).json(), { status: 'completed', end_reason: 'user_hangup' })
    t.equal(twilio.calls.get(sid)?.status, 'completed')
  },
)

onBothCarried(
  t,
  'What the watchdog ends is terminated, also when the carrier tells of it first',
  async (t, it, twilio) => {
    const { id, sid } = await dialled(it, twilio)
    await twilio.tell(sid, 'in-progress')
    await it.deps.db.updateTable('calls').set({ ending_reason: 'watchdog' }).where('id', '=', id).execute()
    await twilio.tell(sid, 'completed', { CallDuration: '42' })
    const ended = { status: 'terminated', end_reason: 'watchdog', duration_seconds: 42, credits_used: 1 }
    t.match((await callsOf(it).read(id)).json(), ended)
  },
)

onBothCarried(
  t,
  'The watchdog closes what the carrier has ended without telling, and ends at the carrier what is overdue',
  async (t, it, twilio) => {
    const silent = await dialled(it, twilio)
    await twilio.tell(silent.sid, 'in-progress')
    twilio.happen(silent.sid, 'completed', { CallDuration: '42' })
    const endless = await dialled(it, twilio, { max_duration_minutes: 1 })
    await twilio.tell(endless.sid, 'in-progress')
    it.clock.now += 5 * 60_000 + 6_000
    await watchNow(it)
    t.match((await callsOf(it).read(silent.id)).json(), { status: 'completed', duration_seconds: 42, credits_used: 1 })
    t.match((await callsOf(it).read(endless.id)).json(), {
      status: 'terminated',
      end_reason: 'watchdog',
      credits_used: 1,
    })
    t.equal(twilio.calls.get(endless.sid)?.status, 'completed')
    const { reserved } = await ledgerOf(it).balance(exampleUser.id)
    t.equal(reserved, 0)
  },
)
