import t from 'tap'
import { refuse } from '../../../src/errors.ts'
import { abandonedLease, effectsIn, endOf, heldWork, isOver, otherProcess, turnUntil } from '../../fixtures/leases.ts'
import { until } from '../../fixtures/valkey.ts'
import { onBoth } from '../../fixtures/world.ts'

const mill = { painted: 'a mill' }
const joined = { value: mill, role: 'joined' }
const asLeader = { value: mill, role: 'leader' }

onBoth(t, 'a call whose signal is aborted before it begins runs nothing', async (t, { deps }) => {
  const held = heldWork()
  await t.rejects(deps.leases.share('k', held.work, { signal: AbortSignal.abort(new Error('gone')) }), {
    message: 'gone',
  })
  t.strictSame(held.runs.length, 0)
  t.strictSame(await deps.db.selectFrom('leases').selectAll().execute(), [])
})

onBoth(t, 'a caller who leaves is rejected at once, and the work goes on for the others', async (t, { deps }) => {
  const held = heldWork()
  const leader = new AbortController()
  const waiter = new AbortController()
  const first = deps.leases.share('k', held.work, { signal: leader.signal })
  const second = deps.leases.share('k', held.work, { signal: waiter.signal })
  const third = deps.leases.share('k', held.work)
  await until(() => held.runs.length === 1, 'the work runs')
  leader.abort(new Error('the leader left'))
  await t.rejects(first, { message: 'the leader left' })
  waiter.abort(new Error('a waiter left'))
  await t.rejects(second, { message: 'a waiter left' })
  t.equal(held.runs[0]?.aborted, false)
  held.release()
  t.strictSame(await third, joined)
  t.strictSame([held.runs.length, await effectsIn(deps.db)], [1, 1])
})

onBoth(t, 'work whose callers have all left is ended, and its failure is logged', async (t, { deps, logged }) => {
  for (const isFailing of [false, true]) {
    const held = heldWork()
    const leaving = new AbortController()
    const call = deps.leases.share('k', held.work, { signal: leaving.signal })
    await until(() => held.runs.length === 1, 'the work runs')
    leaving.abort(new Error('left'))
    await t.rejects(call, { message: 'left' })
    if (isFailing) held.fail(new Error('no paint'))
    else held.release()
    if (isFailing) await until(() => /after its caller had left/.test(logged.join()), 'it is logged')
    else await until(async () => (await effectsIn(deps.db)) === 1, 'it is written')
  }
})

onBoth(t, 'a call that is left while another process works asks no further', async (t, it) => {
  const held = heldWork()
  const other = otherProcess(it).share('k', held.work)
  await until(() => held.runs.length === 1, 'the other one works')
  const leaving = new AbortController()
  const own = heldWork()
  const call = it.deps.leases.share('k', own.work, { signal: leaving.signal })
  leaving.abort(new Error('left'))
  await t.rejects(call, { message: 'left' })
  held.release()
  t.strictSame(await other, asLeader)
  await turnUntil(it, async () => it.clock.sleepers === 0, 'nothing sleeps')
  t.strictSame(own.runs.length, 0)
})

onBoth(t, 'a refusal is shared with the callers of all processes', async (t, it) => {
  const { deps } = it
  const held = heldWork()
  const log = { provider_status: 400 }
  const details = [{ path: 'body.prompt', message: 'must be kinder' }]
  const extra = { message: 'Not this.', details, headers: { 'retry-after': '7' }, members: { current: 1 } }
  const first = deps.leases.share('k', held.work)
  const second = deps.leases.share('k', held.work)
  await until(() => held.runs.length === 1, 'the work runs')
  const elsewhere = otherProcess(it).share('k', heldWork().work)
  await turnUntil(it, () => it.clock.sleepers >= 2, 'another process waits')
  held.fail(refuse('invalid-request', { ...extra, log }))
  const caught = (call: Promise<unknown>) => call.catch(({ slug, extra }) => ({ slug, extra }))
  t.strictSame(await caught(first), { slug: 'invalid-request', extra: { ...extra, log } })
  t.strictSame(await caught(second), { slug: 'invalid-request', extra })
  const waiting = caught(elsewhere)
  await turnUntil(it, isOver(waiting), 'the other process is refused')
  t.strictSame(await waiting, { slug: 'invalid-request', extra })
  t.strictSame([held.runs.length, await effectsIn(deps.db)], [1, 0])
})

onBoth(t, '200 calls at once run the work once, and each gets a value of its own', async (t, { deps }) => {
  const held = heldWork()
  const calls = Array.from({ length: 200 }, () => deps.leases.share('k', held.work))
  await until(() => held.runs.length === 1, 'the work runs')
  held.release()
  const ends = await Promise.all(calls)
  t.strictSame(ends, [asLeader, ...Array.from({ length: 199 }, () => joined)])
  t.equal(new Set(ends.map(({ value }) => value)).size, 200)
  t.strictSame([held.runs.length, await effectsIn(deps.db)], [1, 1])
})

onBoth(t, 'two keys have nothing to do with each other', async (t, { deps }) => {
  const [one, other] = [heldWork('one'), heldWork('other')]
  const calls = [deps.leases.share('one', one.work), deps.leases.share('other', other.work)]
  await until(() => one.runs.length + other.runs.length === 2, 'both run')
  other.release()
  t.match(await calls[1], { value: { painted: 'other' } })
  one.release()
  t.match(await calls[0], { value: { painted: 'one' } })
})

onBoth(t, 'a call after the end works anew, in the same process and in another one', async (t, it) => {
  const elsewhere = otherProcess(it)
  for (const [at, leases] of [it.deps.leases, it.deps.leases, elsewhere, it.deps.leases].entries()) {
    const held = heldWork(`picture ${at}`)
    held.release()
    t.strictSame(await leases.share('k', held.work), { value: { painted: `picture ${at}` }, role: 'leader' })
  }
  t.strictSame(await effectsIn(it.deps.db), 4)
})

onBoth(t, 'an outcome goes to those who waited for it, and not to a call that began after it', async (t, it) => {
  const [old, own, fresh] = [heldWork('old'), heldWork(), heldWork('fresh')]
  const waiting = otherProcess(it)
  const first = it.deps.leases.share('k', old.work)
  await until(() => old.runs.length === 1, 'one works')
  const before = waiting.share('k', own.work)
  await until(() => it.clock.sleepers === 2, 'the other one waits')
  old.release()
  await first
  // The clock stands still: the one that waits does not know yet, and a new call joins it.
  const after = waiting.share('k', fresh.work)
  t.strictSame(await before, { value: { painted: 'old' }, role: 'joined' })
  await until(() => fresh.runs.length === 1, 'the new call works')
  fresh.release()
  t.strictSame(await after, { value: { painted: 'fresh' }, role: 'leader' })
  t.strictSame(own.runs.length, 0)
})

onBoth(t, 'a call that waits gets the outcome of the holder that followed the one it saw', async (t, it) => {
  const { db } = it.deps
  await abandonedLease(it)
  const own = heldWork()
  const end = endOf(it.deps.leases.share('k', own.work))
  await until(() => it.clock.sleepers === 1, 'it waits')
  const holder = '019aa0c8-93a5-7000-8000-000000000002'
  await db.updateTable('leases').set({ holder, heartbeat: 9, outcome: '{"value":{"painted":"a mill"}}' }).execute()
  it.clock.now += 300
  t.strictSame(await end, joined)
  t.strictSame(own.runs.length, 0)
})
