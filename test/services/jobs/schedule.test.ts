import { Type } from '@sinclair/typebox'
import t from 'tap'
import { defineJob } from '../../../src/services/jobs/job.ts'
import { Nothing } from '../../../src/services/jobs/nothing.ts'
import { nextRun, type Schedule } from '../../../src/services/jobs/schedule.ts'
import { onBothQueues, type Queue, queueOn } from '../../fixtures/jobs.ts'

const MINUTE_MS = 60_000

/** The next five times after a time. */
async function fiveAfter(schedule: Schedule, from: string) {
  const times: string[] = []
  let at = new Date(from)
  while (times.length < 5) {
    at = await nextRun(schedule, at)
    times.push(at.toISOString())
  }
  return times
}

const berlin = 'Europe/Berlin'
const cases: [Schedule, string, string, string][] = [
  ['hourly', '2026-11-20T09:30:00.000Z', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z'],
  ['hourly', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T12:00:00.000Z'],
  ['daily', '2026-12-31T09:30:00.000Z', '2027-01-01T00:00:00.000Z', '2027-01-02T00:00:00.000Z'],
  [
    { cron: '0 2 * * *', timeZone: 'UTC' },
    '2026-12-31T02:00:00.000Z',
    '2027-01-01T02:00:00.000Z',
    '2027-01-02T02:00:00.000Z',
  ],
  [
    { cron: '* * * * *', timeZone: 'Asia/Kathmandu' },
    '2026-12-31T23:58:00.000Z',
    '2026-12-31T23:59:00.000Z',
    '2027-01-01T00:00:00.000Z',
  ],
  [
    { cron: '59 23 * * *', timeZone: 'UTC' },
    '2026-12-31T23:58:59.999Z',
    '2026-12-31T23:59:00.000Z',
    '2027-01-01T23:59:00.000Z',
  ],
  // The day on which 02:30 does not exist: an hour later on the clock. Then again at 02:30, in summer time.
  [
    { cron: '30 2 * * *', timeZone: berlin },
    '2026-03-28T12:00:00.000Z',
    '2026-03-29T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ],
  // The day on which 02:30 comes twice: the first one.
  [
    { cron: '30 2 * * *', timeZone: berlin },
    '2026-10-24T12:00:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ],
  [
    { cron: '0 * * * *', timeZone: berlin },
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:00:00.000Z',
    '2026-10-25T02:00:00.000Z',
  ],
  [
    { cron: '*/30 * * * *', timeZone: 'America/New_York' },
    '2026-03-08T06:45:00.000Z',
    '2026-03-08T07:00:00.000Z',
    '2026-03-08T07:30:00.000Z',
  ],
  [
    { cron: '0 9 * * 1-5', timeZone: 'Asia/Kolkata' },
    '2026-11-27T12:00:00.000Z',
    '2026-11-30T03:30:00.000Z',
    '2026-12-01T03:30:00.000Z',
  ],
]

t.test('a schedule knows its next times, also where clocks change', async (t) => {
  for (const [schedule, from, first, second] of cases) {
    const times = await fiveAfter(schedule, from)
    t.strictSame(times.slice(0, 2), [first, second], `${JSON.stringify(schedule)} after ${from}`)
    t.strictSame([...new Set(times)].sort(), times)
  }
})

t.test('a job with a schedule has to take empty data', async (t) => {
  const { runner } = await queueOn(t, 'sqlite')
  const job = defineJob({
    name: 'odd',
    data: Type.Object({ a: Type.String() }),
    schedule: 'daily',
    run: async () => {},
  })
  t.throws(() => runner(job), { message: 'job odd: its data are wrong at /a' })
})

/** A job that notes when a schedule ran it. */
function scheduled({ now }: Queue, schedule?: Schedule) {
  const at: number[] = []
  const run = async () => void at.push(now())
  const job = defineJob({ name: 'scheduled', data: Nothing, ...(schedule && { schedule }), run })
  return { job, at }
}

const nightly = { cron: '30 2 * * *', timeZone: berlin }

for (const [day, startedAt, ranAt] of [
  ['on which 02:30 does not exist', '2031-03-30T00:58:00.000Z', '2031-03-30T01:30:00.000Z'],
  ['on which 02:30 comes twice', '2031-10-26T00:28:00.000Z', '2031-10-26T00:30:00.000Z'],
] as const) {
  onBothQueues(
    t,
    `of two runners, one runs what a schedule sends, once on a day ${day}`,
    async (t, queue) => {
      const { job, at } = scheduled(queue, nightly)
      await queue.runner(job).start()
      await queue.runner(job).start()
      const untilMs = Date.parse(ranAt) - queue.now()
      await queue.jump(untilMs - MINUTE_MS)
      await queue.turn(30_000)
      t.strictSame(at, [])
      await queue.turnUntil(10_000, () => at.length > 0, 'it ran')
      const late = (at[0] as number) - Date.parse(ranAt)
      t.ok(late >= 0 && late <= MINUTE_MS, `${late} ms after its time`)
      await queue.jump(58 * MINUTE_MS)
      await queue.turn(3 * MINUTE_MS)
      t.strictSame(at.length, 1)
    },
    startedAt,
  )
}

onBothQueues(t, 'what a schedule wanted while nothing ran is run once by the next start', async (t, queue) => {
  const { job, at } = scheduled(queue, { cron: '*/5 * * * *', timeZone: 'UTC' })
  const before = queue.runner(job)
  await before.start()
  await queue.turn(10_000)
  await before.stop(0)
  await queue.jump(32 * MINUTE_MS)
  await queue.runner(job).start()
  await queue.turnUntil(10_000, () => at.length > 0, 'it ran')
  await queue.turn(MINUTE_MS)
  t.strictSame(at.length, 1)
})

onBothQueues(t, 'a schedule that was changed or removed no longer sends at its old times', async (t, queue) => {
  const { turn, turnUntil, runner } = queue
  const older = scheduled(queue, { cron: '4 12 * * *', timeZone: 'UTC' })
  const before = runner(older.job)
  await before.start()
  await before.stop(0)
  const newer = scheduled(queue, { cron: '2 12 * * *', timeZone: 'UTC' })
  const after = runner(newer.job)
  await after.start()
  await turnUntil(10_000, () => newer.at.length > 0, 'it ran at the new time')
  await turn(4 * MINUTE_MS)
  t.strictSame(newer.at.length, 1)
  await after.stop(0)
  const without = scheduled(queue)
  await runner(without.job).start()
  await queue.jump(24 * 60 * MINUTE_MS)
  await turn(MINUTE_MS)
  t.strictSame(without.at, [])
})
