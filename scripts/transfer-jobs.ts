import type { DatabaseSync } from 'node:sqlite'
import type { Env } from '../schemas/env/index.ts'
import type { PortContext } from '../src/ports/port.ts'
import type { PgBossJobs, WaitingJob } from '../src/services/jobs/pg-boss.ts'
import { type Log, SCHEDULED } from '../src/services/jobs/port.ts'

/** Jobs that were sent for later and have not ended. Those of schedules are sent by each start. */
export const waitingJobsOf = (source: DatabaseSync) =>
  source
    .prepare(`select id, name, key, data, due_at from jobs where state <> 'failed' and key is not ? order by id`)
    .all(SCHEDULED) as unknown as WaitingJob[]

/** Puts them into the queue of Postgres. */
export async function transferJobs(jobs: WaitingJob[], env: Env, context: PortContext & { log: Log }) {
  if (jobs.length === 0) return
  // The whole service, to know its queues.
  const [{ declareJobs }, { open }] = await Promise.all([import('../src/app.ts'), import('../src/deps.ts')])
  const opened = await open(env, context)
  try {
    declareJobs(opened.deps)
    for (const job of jobs) await (opened.deps.jobs as PgBossJobs).adopt(job)
  } finally {
    await opened.close()
  }
}
