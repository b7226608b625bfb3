import { jobLag, jobRuns } from '../metrics/metrics.ts'
import { type Attempt, assertData, type Declared } from './job.ts'
import type { Clock, Log } from './port.ts'

/**
 * Runs a job once; rejects when that failed. What another version of the service has sent may no longer fit: this
 * counts as a failure like any other, for going back to that version mends it.
 */
export async function attemptOnce(
  job: Declared,
  data: () => unknown,
  attempt: Attempt,
  { log, clock, dueAt }: { log: Log; clock: Clock; dueAt?: number | undefined },
) {
  const startedAt = clock.elapsed()
  if (dueAt !== undefined && attempt.number === 1)
    jobLag.observe({ job: job.name }, Math.max(0, clock.now().getTime() - dueAt) / 1_000)
  const line = () => ({
    job: job.name,
    id: attempt.id,
    attempt: attempt.number,
    ms: Math.round(clock.elapsed() - startedAt),
  })
  try {
    await job.run(assertData(job, data()), attempt)
    jobRuns.inc({ job: job.name, result: 'done' })
    log.info(line(), 'job done')
  } catch (err) {
    jobRuns.inc({ job: job.name, result: 'failed' })
    if (attempt.number > job.retries.limit) log.error({ ...line(), err }, 'job given up')
    else log.warn({ ...line(), err }, 'job failed and is tried again')
    throw err
  }
}
