import t from 'tap'
import { readEnv } from '../../../src/config.ts'
import { makeBackup } from '../../../src/services/backups/jobs.ts'
import { defineJob } from '../../../src/services/jobs/job.ts'
import { Nothing } from '../../../src/services/jobs/nothing.ts'
import type { Schedule } from '../../../src/services/jobs/schedule.ts'
import { onBothQueues, until } from '../../fixtures/jobs.ts'
import { onBothAlone, world } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000

t.test('a BACKUP_CRON that is none, or that never comes, is refused at the start', async (t) => {
  const refused = [
    'daily',
    '0 2 * *',
    '0 2 * * * *',
    '60 2 * * *',
    '0 24 * * *',
    '0 2 0 * *',
    '0 2 * 13 *',
    '0 2 * * 8',
  ]
  for (const cron of [...refused, '0 2 31 2 *', '*/0 * * * *', '0 5-3 * * *', '0 2 * * MON', 'x 2 * * *', '1, 2 * * *'])
    t.throws(() => readEnv({ BACKUP_CRON: cron }), { message: /BACKUP_CRON: must be five fields/ }, cron)
  for (const cron of ['off', '0 2 * * *', '*/15 * * * *', '0 2,14 1-15 * 1-5', '59 23 31 * 7', '0 2 29 2 *'])
    t.strictSame(readEnv({ BACKUP_CRON: cron }).BACKUP_CRON, cron)
})

onBothQueues(t, 'a schedule may depend on what a job is given', async (t, queue) => {
  let runs = 0
  const job = (name: string, schedule: Schedule | undefined) =>
    defineJob({ name, data: Nothing, schedule: () => schedule, run: async () => void runs++ })
  await queue.runner(job('never', undefined), job('hourly', 'hourly')).start()
  await queue.jump(HOUR_MS)
  await queue.turnUntil(10_000, () => runs > 0, 'it ran')
  t.strictSame(runs, 1)
})

t.test('backups are made at the time of BACKUP_CRON, in UTC, and not at all when it is off', async (t) => {
  const it = await world(t, 'sqlite', { BACKUP_CRON: '30 11 * * *' })
  const off = await world(t, 'sqlite', { BACKUP_CRON: 'off' })
  for (const { deps } of [it, off]) await deps.jobs.start()
  for (const { clock } of [it, off]) clock.now += HOUR_MS
  t.strictSame(await it.deps.backups.list(), [])
  for (const { clock } of [it, off]) clock.now += HOUR_MS
  await until(
    () => it.logged.some((line) => line.includes('make-backup') && line.includes('job done')),
    'it ran',
    30_000,
  )
  t.match(await it.deps.backups.list(), [{ created_at: '2026-11-20T11:30:00.000Z', verified: true }])
  t.strictSame(await off.deps.backups.list(), [])
})

onBothAlone(
  t,
  'the job makes a backup, and then removes those that are too old',
  async (t, { deps, clock, logged }) => {
    const before = await deps.backups.create()
    await deps.jobs.start()
    clock.now += 31 * 24 * HOUR_MS
    const id = await deps.jobs.send(deps.db, makeBackup, {})
    await until(
      () => logged.some((line) => line.includes(`"id":"${id}"`) && line.includes('job done')),
      'it ran',
      30_000,
    )
    const names = (await deps.backups.list()).map(({ name }) => name)
    t.notOk(names.includes(before.name))
    t.ok(names.length > 0)
  },
)
