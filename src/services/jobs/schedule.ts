/** `hourly` begins with each hour and `daily` at midnight, both in UTC. Cron has five fields, down to the minute. */
export type Schedule = 'hourly' | 'daily' | { cron: string; timeZone: string }

const HOUR_MS = 3_600_000
const periodsMs = { hourly: HOUR_MS, daily: 24 * HOUR_MS }

/**
 * The first time after `after`. A time that clocks skip is an hour later on the clock; one that comes twice is the first
 * one, for a schedule that goes on from each run to the next. Loading cron-parser takes 50 ms and 15 MB, which a service
 * without a time zone in its schedules does not spend.
 */
export async function nextRun(schedule: Schedule, after: Date): Promise<Date> {
  if (typeof schedule === 'string') {
    const ms = periodsMs[schedule]
    return new Date((Math.floor(after.getTime() / ms) + 1) * ms)
  }
  const { CronExpressionParser } = await import('cron-parser')
  return CronExpressionParser.parse(schedule.cron, { tz: schedule.timeZone, currentDate: after }).next().toDate()
}
