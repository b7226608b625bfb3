import { sql } from 'kysely'
import t from 'tap'
import { refuse } from '../../../src/errors.ts'
import { sweepLeases } from '../../../src/services/lease/jobs.ts'
import { NotShared } from '../../../src/services/lease/outcome.ts'
import { abandonedLease, effectsIn, endOf, heldWork, otherProcess, turnUntil } from '../../fixtures/leases.ts'
import { until } from '../../fixtures/valkey.ts'
import { onBoth, onBothAlone } from '../../fixtures/world.ts'

onBoth(t, 'a refusal that is not shared goes to its caller alone, and the next one works', async (t, it) => {
  const [limited, next] = [heldWork(), heldWork()]
  const first = endOf(it.deps.leases.share('k', limited.work))
  const second = it.deps.leases.share('k', next.work)
  await until(() => limited.runs.length === 1, 'it works')
  limited.fail(new NotShared(refuse('too-many-requests', { message: 'Too many.' })))
  t.strictSame(await first, { thrown: 'Too many.' })
  await until(() => next.runs.length === 1, 'the next one works')
  next.release()
  t.match(await second, { role: 'leader' })
})

onBoth(t, 'any other error goes to its caller alone, and each call works at most once', async (t, it) => {
  const works = Array.from({ length: 5 }, () => heldWork())
  const ends = Promise.all(works.map(({ work }) => endOf(it.deps.leases.share('k', work))))
  for (const [at, work] of works.entries()) work.fail(new Error(`no ${at}`))
  t.strictSame(
    await ends,
    works.map((_, at) => ({ thrown: `no ${at}` })),
  )
  for (const { runs } of works) t.strictSame(runs.length, 1)
  t.strictSame(await it.deps.db.selectFrom('leases').selectAll().execute(), [])
})

onBoth(t, 'what one process gave up another one begins', async (t, it) => {
  const [limited, next] = [heldWork(), heldWork()]
  const first = endOf(it.deps.leases.share('k', limited.work))
  await until(() => limited.runs.length === 1, 'it works')
  const second = otherProcess(it).share('k', next.work)
  await until(() => it.clock.sleepers === 2, 'the other one waits')
  limited.fail(new NotShared(refuse('too-many-requests')))
  await first
  await turnUntil(it, () => next.runs.length === 1, 'the other one works')
  next.release()
  t.match(await second, { role: 'leader' })
})

onBoth(t, 'an effect that fails leaves nothing, and is tried by the next one', async (t, it) => {
  const { db, leases } = it.deps
  const next = heldWork()
  const failing = async () => async (trx: typeof db) => {
    await trx.insertInto('paid_calls').values({ kind: 'text', day: 'half', calls: 1 }).execute()
    throw new Error('no room')
  }
  const ends = Promise.all([endOf(leases.share('k', failing)), leases.share('k', next.work)])
  next.release()
  t.match(await ends, [{ thrown: 'no room' }, { role: 'leader' }])
  t.strictSame(await effectsIn(db), 1)
})

onBothAlone(t, 'a database that fails while calls wait rejects them with its error', async (t, it) => {
  const { db, leases } = it.deps
  await abandonedLease(it)
  const calls = [1, 2].map(() => endOf(leases.share('k', heldWork().work)))
  await until(() => it.clock.sleepers === 1, 'they wait')
  await sql`drop table leases`.execute(db)
  it.clock.now += 300
  for (const end of await Promise.all(calls)) t.match(end, { thrown: /no such table: leases|"leases" does not exist/ })
})

onBothAlone(t, 'a stop gives the lease back at once, and rejects those who wait', async (t, it) => {
  const [held, next] = [heldWork(), heldWork()]
  const stopping = otherProcess(it)
  const calls = [1, 2].map(() => endOf(stopping.share('k', held.work)))
  await until(() => held.runs.length === 1, 'it works')
  await stopping.close()
  t.strictSame(await Promise.all(calls), [{ thrown: 'the service stops' }, { thrown: 'the service stops' }])
  t.equal(held.runs[0]?.aborted, true)
  const call = it.deps.leases.share('k', next.work)
  await until(() => next.runs.length === 1, 'another process works')
  held.release()
  next.release()
  t.match(await call, { role: 'leader' })
  t.strictSame(await effectsIn(it.deps.db), 1)
})

onBothAlone(t, 'a refusal that comes from a stop does not reach those who wait elsewhere', async (t, it) => {
  const next = heldWork()
  const stopping = otherProcess(it)
  const runs: AbortSignal[] = []
  const refused = (signal: AbortSignal) => {
    runs.push(signal)
    const { promise, reject } = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => reject(refuse('too-many-requests')))
    return promise
  }
  const end = endOf(stopping.share('k', refused))
  await until(() => runs.length === 1, 'it works')
  const call = it.deps.leases.share('k', next.work)
  await until(() => it.clock.sleepers === 2, 'the other one waits')
  await stopping.close()
  t.strictSame(await end, { thrown: 'the service stops' })
  await turnUntil(it, () => next.runs.length === 1, 'the other one works')
  next.release()
  t.match(await call, { role: 'leader' })
})

onBothAlone(t, 'rows of leases are removed a day after their last change', async (t, it) => {
  const { db, jobs, leases } = it.deps
  const swept = async () => {
    const id = await jobs.send(db, sweepLeases, {})
    await jobs.start()
    const isDone = (line: string) => line.includes(`"id":"${id}"`) && line.includes('job done')
    await until(() => it.logged.some(isDone), 'swept', 30_000)
    return (await db.selectFrom('leases').select('key').orderBy('key').execute()).map(({ key }) => key)
  }
  const held = heldWork()
  held.release()
  await abandonedLease(it, 'abandoned')
  await leases.share('finished', held.work)
  it.clock.now += 23 * 3_600_000
  await abandonedLease(it, 'late')
  t.strictSame(await swept(), ['abandoned', 'finished', 'late'])
  it.clock.now += 2 * 3_600_000
  t.strictSame(await swept(), ['late'])
})
