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
  { log, clock }: { log: Log; clock: Clock },
) {
  const startedAt = clock.elapsed()
  const line = () => ({
    job: job.name,
    id: attempt.id,
    attempt: attempt.number,
    ms: Math.round(clock.elapsed() - startedAt),
  })
  try {
    await job.run(assertData(job, data()), attempt)
    log.info(line(), 'job done')
  } catch (err) {
    if (attempt.number > job.retries.limit) log.error({ ...line(), err }, 'job given up')
    else log.warn({ ...line(), err }, 'job failed and is tried again')
    throw err
  }
}
