import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { type Attempt, defineJob } from '../../../src/services/jobs/job.ts'
import { onBothQueues, queueOn, until } from '../../fixtures/jobs.ts'

const Nothing = Type.Object({})
const tenSeconds = { limit: 2, delaySeconds: 10, maxDelaySeconds: 30 }

/** A job that ends when the test says so, or when it is aborted. */
function held(settings: { timeoutSeconds?: number } = {}) {
  const begun: Attempt[] = []
  const ended: string[] = []
  let release = () => {}
  const job = defineJob({
    name: 'held',
    data: Nothing,
    retries: tenSeconds,
    ...settings,
    run: async (_needs: unknown, _data, attempt) => {
      begun.push(attempt)
      await new Promise<void>((resolve, reject) => {
        release = resolve
        attempt.signal.addEventListener('abort', () => reject(attempt.signal.reason))
      }).finally(() => ended.push(attempt.signal.aborted ? 'aborted' : 'done'))
    },
  })
  return { job, begun, ended, release: () => release() }
}

onBothQueues(t, 'a job that fails is tried again, later each time, then kept as failed', async (t, queue) => {
  const { db, runner, logged, states, now, turnUntil } = queue
  const at: number[] = []
  const job = defineJob({
    name: 'failing',
    data: Type.Object({ secret: Type.String() }),
    retries: tenSeconds,
    run: async () => {
      at.push(now())
      throw new Error('no')
    },
  })
  const jobs = runner(job)
  await jobs.start()
  const id = await jobs.send(db, job, { secret: 'never logged' })
  await until(async () => at.length === 1 && (await states())[0] === 'retrying', 'it waits for the second attempt')
  await turnUntil(1_000, () => at.length === 2, 'the second attempt')
  await turnUntil(1_000, () => at.length === 3, 'the third attempt')
  await until(async () => (await states())[0] === 'failed', 'it is given up')
  const [first = 0, second = 0, third = 0] = at
  // A delay, up to twice of it by chance, and Postgres looks every five seconds.
  t.ok(second - first >= 10_000 && second - first <= 26_000, `second attempt after ${second - first} ms`)
  t.ok(third - second >= 20_000 && third - second <= 36_000, `third attempt after ${third - second} ms`)
  await queue.turn(120_000)
  t.strictSame(at.length, 3)
  t.strictSame(await states(), ['failed'])
  // Its own lines: a query of pg-boss that meets a clock turned by minutes may fail once, which is logged and tried again.
  const isOfQueue = (line: { message: string }) => line.message === 'the queue of jobs has an error'
  t.ok(logged.filter(isOfQueue).length <= 2, 'at most one such line in a minute of the clock')
  const lines = logged.filter((line) => !isOfQueue(line))
  t.strictSame(
    lines.map(({ level, message, job, id, attempt }) => ({ level, message, job, id, attempt })),
    [
      { level: 'warn', message: 'job failed and is tried again', job: 'failing', id, attempt: 1 },
      { level: 'warn', message: 'job failed and is tried again', job: 'failing', id, attempt: 2 },
      { level: 'error', message: 'job given up', job: 'failing', id, attempt: 3 },
    ],
  )
  t.notMatch(JSON.stringify(logged), /never logged/)
})

onBothQueues(t, 'data that another version has sent and that no longer fit fail as any attempt', async (t, queue) => {
  const { db, runner, logged, turnUntil } = queue
  const seen: unknown[] = []
  const version = (data: typeof Nothing) =>
    defineJob({ name: 'changed', data, retries: tenSeconds, run: async (_needs: unknown, it) => void seen.push(it) })
  const older = version(Nothing)
  const newer = version(Type.Object({ wanted: Type.String() }))
  const before = runner(older)
  await before.send(db, older, {})
  const after = runner(newer)
  await after.start()
  await until(() => logged.length === 1, 'it failed')
  t.match(logged[0], { level: 'warn', err: { message: 'job changed: its data are wrong at /wanted' } })
  await after.stop(0)
  await before.start()
  await turnUntil(5_000, () => seen.length === 1, 'the older version runs it')
})

onBothQueues(t, 'a job that runs too long is aborted and tried again', async (t, { db, runner, turn, turnUntil }) => {
  const { job, begun, ended } = held({ timeoutSeconds: 60 })
  const jobs = runner(job)
  await jobs.start()
  await jobs.send(db, job, {})
  await until(() => begun.length === 1, 'it began')
  await turn(50_000)
  t.strictSame(ended, [])
  await turn(15_000)
  await until(() => ended.length === 1, 'it was aborted')
  t.strictSame(ended, ['aborted'])
  await turnUntil(5_000, () => begun.length === 2, 'it is tried again')
  t.strictSame(begun[1]?.number, 2)
})

onBothQueues(t, 'a job that is cancelled while it runs is aborted, and not tried again', async (t, queue) => {
  const { db, runner, turn, turnUntil, states } = queue
  const { job, begun, ended } = held()
  const jobs = runner(job)
  await jobs.start()
  const id = (await jobs.send(db, job, {})) as string
  await until(() => begun.length === 1, 'it began')
  t.strictSame(await jobs.cancel(db, job, id), true)
  await turnUntil(5_000, () => ended.length === 1, 'it was aborted')
  t.strictSame(ended, ['aborted'])
  await turn(120_000)
  t.strictSame(begun.length, 1)
  t.strictSame(await states(), [])
})

onBothQueues(t, 'a job that lives longer than its lease stays with its process', async (t, queue) => {
  const { db, runner, turn, states } = queue
  const { job, begun, ended, release } = held()
  const first = runner(job)
  const second = runner(job)
  await first.start()
  await second.start()
  await first.send(db, job, {})
  await until(() => begun.length === 1, 'it began')
  for (let seconds = 0; seconds < 150; seconds += 10) await turn(10_000)
  t.strictSame(begun.length, 1)
  t.strictSame(await states(), ['running'])
  release()
  await until(async () => (await states()).length === 0, 'it is done')
  t.strictSame(ended, ['done'])
})

onBothQueues(t, 'a stop waits for what runs, and takes nothing new', async (t, { db, runner, states }) => {
  const { job, begun, ended, release } = held()
  const jobs = runner(job)
  await jobs.start()
  await jobs.send(db, job, {})
  await until(() => begun.length === 1, 'it began')
  let stopped = false
  const stopping = jobs.stop(60_000).then(() => {
    stopped = true
  })
  const other = runner(job)
  await other.send(db, job, {})
  await sleep(50)
  t.strictSame({ stopped, ended, begun: begun.length }, { stopped: false, ended: [], begun: 1 })
  release()
  await stopping
  t.strictSame(ended, ['done'])
  t.strictSame(await states(), ['waiting'])
})

onBothQueues(t, 'a stop without grace aborts what runs, and another process runs it again', async (t, queue) => {
  const { db, runner, turnUntil } = queue
  const { job, begun, ended } = held()
  const jobs = runner(job)
  await jobs.start()
  await jobs.send(db, job, {})
  await until(() => begun.length === 1, 'it began')
  await jobs.stop(0)
  t.strictSame(ended, ['aborted'])
  await runner(job).start()
  await turnUntil(5_000, () => begun.length === 2, 'it runs again')
  t.strictSame(begun[1]?.number, 2)
})

t.test('a job that was given up is kept for a week (sqlite)', async (t) => {
  const { db, runner, states, turn } = await queueOn(t, 'sqlite')
  const job = defineJob({
    name: 'failing',
    data: Nothing,
    retries: { ...tenSeconds, limit: 0 },
    run: async () => {
      throw new Error('no')
    },
  })
  const jobs = runner(job)
  await jobs.start()
  await jobs.send(db, job, {})
  await until(async () => (await states())[0] === 'failed', 'it is given up')
  await turn(6 * 24 * 3_600_000)
  t.strictSame(await states(), ['failed'])
  await turn(2 * 24 * 3_600_000)
  await until(async () => (await states()).length === 0, 'it is removed')
})
