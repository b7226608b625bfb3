import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { dialScheduledJob } from '../../../src/domains/calls/due.ts'
import { callsOf, onBothCalling } from '../../fixtures/calls.ts'
import { onBothCarried, ownNumber, watchNow } from '../../fixtures/carried.ts'
import { phoneOf } from '../../fixtures/phone.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { bearerOf, strangerUser } from '../../fixtures/users.ts'
import type { World } from '../../fixtures/world.ts'

const MINUTE = 60_000
/** In the afternoon where the number is, by the budget's or the call's own zone. */
const noon = { timezone: 'Europe/Berlin' }
const at = ({ clock }: Pick<World, 'clock'>, ms: number) => new Date(clock.now + ms).toISOString()

/** Runs the job of a scheduled call, as the queue does when it is due. */
const runDue = ({ deps }: World, id: string) =>
  dialScheduledJob.run(deps, { id }, { id: 'job', number: 1, signal: new AbortController().signal })

/** All of them, while the clock goes on: they wait for their turns. */
async function whileTurning({ clock }: World, runs: Promise<void>[]) {
  let isDone = false
  const all = Promise.all(runs).finally(() => {
    isDone = true
  })
  while (!isDone) {
    clock.now += 1
    await setTimeout(2)
  }
  await all
}

onBothCalling(t, 'scheduleCall refuses times that are too early, too far, or none', async (t, it) => {
  const { schedule } = callsOf(it)
  const scheduled_time = at(it, 3_600_000)
  for (const wrong of [at(it, 0), at(it, 59_000), at(it, 31 * 86_400_000), 'tomorrow', '2026-13-01T00:00:00.000Z', 5])
    t.strictSame(refusalOf(await schedule({ ...noon, scheduled_time: wrong })), [
      400,
      'invalid-request',
      'body.scheduled_time',
    ])
  for (const latest_time of [at(it, 3_599_000), at(it, 3_600_000 + 86_400_001)])
    t.strictSame(refusalOf(await schedule({ ...noon, scheduled_time, latest_time })), [
      400,
      'invalid-request',
      'body.latest_time',
    ])
  t.strictSame(refusalOf(await schedule({ scheduled_time, timezone: 'Mars/Olympus' })), [
    400,
    'invalid-request',
    'body.timezone',
  ])
  t.strictSame(refusalOf(await schedule(noon)), [400, 'invalid-request', 'body.scheduled_time'])
  t.strictSame((await callsOf(it).scheduled()).json().items, [])
})

onBothCalling(t, 'At night the phone does not ring, unless that is allowed', async (t, it) => {
  const { schedule } = callsOf(it)
  // 09:30 UTC is 10:30 in Berlin, and 18:30 in Tokyo; three hours later it is night there.
  const scheduled_time = at(it, 3 * 3_600_000)
  const refused = await schedule({ scheduled_time, timezone: 'Asia/Tokyo' })
  t.strictSame([...refusalOf(refused), refused.json().reason], [403, 'call-not-allowed', 'quiet_hours'])
  t.equal((await schedule({ scheduled_time, timezone: 'Asia/Tokyo', allow_quiet_hours: true })).statusCode, 201)
  t.equal((await schedule({ scheduled_time, timezone: 'Europe/Berlin' })).statusCode, 201)
})

onBothCalling(
  t,
  'A scheduled call is read, listed, moved and cancelled by its user alone, until its last minute',
  async (t, it) => {
    const { schedule, scheduled, readScheduled, reschedule, cancel } = callsOf(it)
    const later = (await schedule({ ...noon, scheduled_time: at(it, 7_200_000) })).json()
    const made = await schedule({ ...noon, scheduled_time: at(it, 3_600_000) }, { 'idempotency-key': 'once' })
    t.equal(made.statusCode, 201)
    const first = made.json()
    t.equal(
      (await schedule({ ...noon, scheduled_time: at(it, 3_600_000) }, { 'idempotency-key': 'once' })).json().id,
      first.id,
    )
    t.match(first, {
      status: 'scheduled',
      phone_number: '…0123',
      latest_time: at(it, 3_600_000 + 15 * MINUTE),
      call_id: null,
    })
    const ids = async () => (await scheduled('?status=scheduled')).json().items.map(({ id }: { id: string }) => id)
    t.strictSame(await ids(), [first.id, later.id])
    const stranger = callsOf(it, bearerOf(strangerUser.id))
    for (const reply of [
      await stranger.readScheduled(first.id),
      await stranger.cancel(first.id),
      await stranger.reschedule(first.id, { allow_quiet_hours: true }),
    ])
      t.strictSame(refusalOf(reply), [404, 'scheduled-call-not-found'])
    const moved = (await reschedule(first.id, { scheduled_time: at(it, 10_800_000) })).json()
    t.match(moved, { scheduled_time: at(it, 10_800_000), latest_time: at(it, 10_800_000 + 15 * MINUTE) })
    t.strictSame(await ids(), [later.id, first.id])
    t.equal((await cancel(later.id)).statusCode, 204)
    t.strictSame(refusalOf(await cancel(later.id)), [409, 'scheduled-call-fixed'])
    t.match((await readScheduled(later.id)).json(), { status: 'cancelled' })
    it.clock.now += 10_800_000 - 59_000
    t.strictSame(refusalOf(await cancel(first.id)), [409, 'scheduled-call-fixed'])
    t.strictSame(refusalOf(await reschedule(first.id, { scheduled_time: at(it, 3_600_000) })), [
      409,
      'scheduled-call-fixed',
    ])
  },
)

onBothCarried(
  t,
  'What is due is called once, by one of those who try; what is not due is not',
  async (t, it, twilio) => {
    const body = { phone_number: ownNumber, ...noon, scheduled_time: at(it, 3_600_000) }
    const { id } = (await callsOf(it).schedule(body)).json()
    await runDue(it, id)
    t.equal(twilio.dialled(), 0, 'too early')
    it.clock.now += 3_600_000
    await whileTurning(
      it,
      Array.from({ length: 10 }, () => runDue(it, id)),
    )
    t.equal(twilio.dialled(), 1)
    const done = (await callsOf(it).readScheduled(id)).json()
    t.match(done, { status: 'executed', failure: null })
    t.match((await callsOf(it).read(done.call_id)).json(), { scheduled_call_id: id, status: 'initiating' })
    await runDue(it, id)
    t.equal(twilio.dialled(), 1)
  },
)

onBothCarried(t, 'After its latest time a call expires, and is never late', async (t, it, twilio) => {
  const body = { phone_number: ownNumber, ...noon, scheduled_time: at(it, 3_600_000) }
  const [one, other] = [(await callsOf(it).schedule(body)).json(), (await callsOf(it).schedule(body)).json()]
  it.clock.now += 3_600_000 + 15 * MINUTE + 1
  await runDue(it, one.id)
  await watchNow(it)
  for (const { id } of [one, other]) t.match((await callsOf(it).readScheduled(id)).json(), { status: 'expired' })
  t.equal(twilio.dialled(), 0)
})

onBothCarried(
  t,
  'When it is due, the same is asked as of a call now: what stands against it is told',
  async (t, it, twilio) => {
    const body = { phone_number: ownNumber, ...noon, scheduled_time: at(it, 3_600_000) }
    const { id } = (await callsOf(it).schedule(body)).json()
    await phoneOf(it).refuse(ownNumber)
    it.clock.now += 3_600_000
    await runDue(it, id)
    t.match((await callsOf(it).readScheduled(id)).json(), { status: 'failed', failure: 'do_not_call', call_id: null })
    t.equal(twilio.dialled(), 0)
  },
)

onBothCarried(
  t,
  'A process that dies in the middle leaves a call that is found, and not made twice',
  async (t, it, twilio) => {
    const body = { phone_number: ownNumber, ...noon, scheduled_time: at(it, 3_600_000) }
    const [before, after] = [(await callsOf(it).schedule(body)).json(), (await callsOf(it).schedule(body)).json()]
    it.clock.now += 3_600_000
    const { db } = it.deps
    // It died after the claim, before there was a call.
    await db.updateTable('scheduled_calls').set({ status: 'executing' }).where('id', '=', before.id).execute()
    await runDue(it, before.id)
    t.equal(twilio.dialled(), 1)
    // It died after the dial, before that was written.
    await runDue(it, after.id)
    await db
      .updateTable('scheduled_calls')
      .set({ status: 'executing', call_id: null })
      .where('id', '=', after.id)
      .execute()
    await db.updateTable('calls').set({ sid: null }).where('scheduled_call_id', '=', after.id).execute()
    await runDue(it, after.id)
    t.equal(twilio.dialled(), 2)
    for (const { id } of [before, after]) t.match((await callsOf(it).readScheduled(id)).json(), { status: 'executed' })
    const sids = await db.selectFrom('calls').select('sid').where('scheduled_call_id', 'is not', null).execute()
    t.strictSame(new Set(sids.map(({ sid }) => sid)), new Set(twilio.calls.keys()))
  },
)

onBothCarried(
  t,
  'Calls are begun at the pace of CALLS_PER_SECOND, of all processes together',
  async (t, it, twilio) => {
    const body = { phone_number: ownNumber, ...noon, scheduled_time: at(it, 3_600_000) }
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push((await callsOf(it).schedule(body)).json().id)
    it.clock.now += 3_600_000
    const runs = ids.map((id) => runDue(it, id))
    const dialled: number[] = []
    for (let ms = 0; ms <= 2_500; ms += 500) {
      for (let turn = 0; turn < 50; turn++) await setTimeout(2)
      dialled.push(twilio.dialled())
      it.clock.now += 500
    }
    await whileTurning(it, runs)
    t.ok((dialled[0] as number) <= 1 && (dialled[2] as number) <= 3, `begun so far: ${dialled}`)
    t.equal(twilio.dialled(), 5)
  },
  { CALLS_PER_SECOND: '2' },
)
