import t from 'tap'
import {
  ABANDONED,
  abandonedLease,
  effectsIn,
  endOf,
  heldWork,
  isOver,
  otherProcess,
  turnUntil,
} from '../../fixtures/leases.ts'
import { until } from '../../fixtures/valkey.ts'
import { onBoth } from '../../fixtures/world.ts'

const joined = { value: { painted: 'a mill' }, role: 'joined' }

onBoth(t, 'a lease without a heartbeat is taken over after 7 seconds, and not before', async (t, it) => {
  const held = heldWork()
  await abandonedLease(it)
  const call = it.deps.leases.share('k', held.work)
  await turnUntil(it, () => it.clock.sleepers === 1, 'it waits')
  for (let heartbeat = 1; heartbeat <= 5; heartbeat++) {
    const before = it.clock.now
    await turnUntil(it, () => it.clock.now - before >= 5_000, 'five seconds')
    await it.deps.db.updateTable('leases').set({ heartbeat }).execute()
  }
  t.strictSame(held.runs.length, 0)
  const turned = await turnUntil(it, () => held.runs.length === 1, 'it is taken over')
  t.ok(turned >= 7_000, `after ${turned} ms`)
  held.release()
  t.match(await call, { role: 'leader' })
  t.match(it.logged.join(), /a lease without a heartbeat was taken over/)
})

onBoth(t, 'of many processes that see an abandoned lease, one takes it over', async (t, it) => {
  const held = heldWork()
  await abandonedLease(it)
  const calls = Array.from({ length: 6 }, () => otherProcess(it).share('k', held.work))
  await turnUntil(it, () => held.runs.length > 0, 'it is taken over')
  held.release()
  const all = Promise.all(calls)
  await turnUntil(it, isOver(all), 'all have it')
  t.strictSame((await all).map(({ role }) => role).sort(), ['joined', 'joined', 'joined', 'joined', 'joined', 'leader'])
  t.strictSame([held.runs.length, await effectsIn(it.deps.db)], [1, 1])
})

onBoth(t, 'a holder that works for long keeps its lease', async (t, it) => {
  const [held, own] = [heldWork(), heldWork()]
  const first = it.deps.leases.share('k', held.work)
  await until(() => held.runs.length === 1, 'it works')
  const second = otherProcess(it).share('k', own.work)
  const before = it.clock.now
  await turnUntil(it, () => it.clock.now - before >= 15_000, '15 seconds')
  held.release()
  t.match(await first, { role: 'leader' })
  await turnUntil(it, isOver(second), 'the other one has it')
  t.strictSame(await second, joined)
  t.strictSame(own.runs.length, 0)
})

onBoth(t, 'a holder that lost its lease writes nothing, and gets the outcome of the next one', async (t, it) => {
  const { db } = it.deps
  const held = heldWork('the late one')
  const share = () => it.deps.leases.share('k', held.work)
  const call = share()
  await until(() => held.runs.length === 1, 'it works')
  const beforeHeartbeat = share()
  const heartbeat = async () => (await db.selectFrom('leases').select('heartbeat').executeTakeFirst())?.heartbeat
  await turnUntil(it, async () => (await heartbeat()) === 1, 'it has sent a heartbeat')
  await db
    .updateTable('leases')
    .set({ holder: ABANDONED, heartbeat: 1, outcome: '{"value":{"painted":"a mill"}}' })
    .execute()
  const afterOutcome = share()
  await turnUntil(it, () => held.runs[0]?.aborted === true, 'its signal is aborted')
  held.release()
  t.strictSame(await Promise.all([call, beforeHeartbeat]), [joined, joined])
  t.strictSame(await afterOutcome, { value: { painted: 'the late one' }, role: 'leader' })
  t.strictSame([held.runs.length, await effectsIn(db)], [2, 1])
})

onBoth(t, 'an error that comes from the loss of the lease is not the answer', async (t, it) => {
  const { db } = it.deps
  const held = heldWork()
  const call = it.deps.leases.share('k', held.work)
  await until(() => held.runs.length === 1, 'it works')
  await db.updateTable('leases').set({ holder: ABANDONED, heartbeat: 0 }).execute()
  held.fail(new Error('the row is there already'))
  await until(() => it.clock.sleepers === 1, 'it waits')
  await db.updateTable('leases').set({ heartbeat: 1, outcome: '{"value":{"painted":"a mill"}}' }).execute()
  await turnUntil(it, isOver(call), 'it is answered')
  t.strictSame(await call, joined)
  t.match(it.logged.join(), /the row is there already.*shared work failed after its lease was lost/)
})

onBoth(t, 'a call whose lease was lost, and then given up by others, does not work twice', async (t, it) => {
  const held = heldWork()
  const end = endOf(it.deps.leases.share('k', held.work))
  await until(() => held.runs.length === 1, 'it works')
  await it.deps.db.updateTable('leases').set({ holder: ABANDONED, heartbeat: 0 }).execute()
  held.release()
  await turnUntil(it, isOver(end), 'it is answered')
  t.match(await end, { thrown: /the lease was lost/ })
  t.strictSame([held.runs.length, await effectsIn(it.deps.db)], [1, 0])
})
