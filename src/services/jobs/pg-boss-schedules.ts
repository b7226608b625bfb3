import type { PgBoss } from 'pg-boss'
import type { Declarations, Declared } from './job.ts'
import { type Clock, SCHEDULED } from './port.ts'
import { nextRun } from './schedule.ts'

/*
 * Schedules of our own on pg-boss: one job of each waits for its next time, and sends the one after it when it begins.
 * pg-boss's own cron looks back from the minute that has passed, and on the days on which clocks change it runs a job of
 * 02:30 twice in autumn and not at all in spring (12.38 with cron-parser 5.10). It also asks the database all the time.
 */

/** Sends what schedules want next. An occurrence that passed while nothing ran is still there, and run once. */
export async function sendScheduled(boss: PgBoss, { all }: Declarations, clock: Clock) {
  for (const job of all) {
    const now = clock.now()
    const waiting = await boss.findJobs(job.name, { key: SCHEDULED, queued: true })
    // The schedule may have changed since they were sent.
    for (const { id, state, startAfter } of waiting) {
      if (state === 'created' && startAfter > now) await boss.cancel(job.name, id)
    }
    await sendNext(boss, job, now)
  }
}

/** Sends the job for the first time of its schedule after `after`, unless another process has. */
export async function sendNext(boss: PgBoss, { name, schedule }: Declared, after: Date) {
  if (!schedule) return
  await boss.send(name, {}, { singletonKey: SCHEDULED, startAfter: await nextRun(schedule, after) })
}
