import t from 'tap'
import { connect } from '../../../db/connect.ts'
import { connectionOf } from '../../../db/postgres.ts'
import { systemClock } from '../../../src/process/clock.ts'
import { defineJob } from '../../../src/services/jobs/job.ts'
import { Nothing } from '../../../src/services/jobs/nothing.ts'
import { PgBossJobs } from '../../../src/services/jobs/pg-boss.ts'
import { until } from '../../fixtures/jobs.ts'
import { startPostgres } from '../../fixtures/postgres.ts'

const SLOW_MACHINE_MS = 40_000

t.test('A Postgres that goes away and comes back: the queue says so, loses nothing and goes on', async (t) => {
  const server = await startPostgres()
  t.teardown(() => server.stop())
  const { db, migrate, close } = connect(server.url)
  t.teardown(close)
  await migrate()
  const ran: string[] = []
  const logged: string[] = []
  const line = (_fields: object, message: string) => void logged.push(message)
  const job = defineJob({
    name: 'note',
    data: Nothing,
    run: async (_needs: unknown, _data, { id }) => void ran.push(id),
  })
  const log = { info: line, warn: line, error: line }
  const jobs = new PgBossJobs({ connection: connectionOf(server.url, {}), clock: systemClock, log })
  t.teardown(() => jobs.stop(0))
  jobs.declare(undefined, [job])
  await jobs.start()
  t.equal(jobs.state(), 'ok')
  const later = await jobs.send(db, job, {}, { at: new Date(Date.now() + 2_000) })
  await server.kill()
  await until(() => jobs.state() === 'degraded', 'it says so', SLOW_MACHINE_MS)
  await t.rejects(jobs.send(db, job, {}))
  await server.start()
  await until(() => ran.length === 1, 'the job that waited is run', SLOW_MACHINE_MS)
  t.strictSame(ran, [later])
  const next = await jobs.send(db, job, {})
  await until(() => ran.length === 2, 'the next one too', SLOW_MACHINE_MS)
  t.strictSame(ran, [later, next])
  t.strictSame(logged.filter((it) => it === 'the queue of jobs has an error').length, 1, 'one line in a minute')
})
