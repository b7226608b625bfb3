/** `hourly` begins with each hour and `daily` at midnight, both in UTC. Cron has five fields, down to the minute. */
export type Schedule = 'hourly' | 'daily' | { cron: string; timeZone: string }

const HOUR_MS = 3_600_000
const periods = {
  hourly: { ms: HOUR_MS, cron: '0 * * * *' },
  daily: { ms: 24 * HOUR_MS, cron: '0 0 * * *' },
}

export const cronOf = (schedule: Schedule) =>
  typeof schedule === 'string' ? { cron: periods[schedule].cron, timeZone: 'UTC' } : schedule

/**
 * The first time after `after`. On the days on which clocks change it is what pg-boss makes of it, for both ask
 * cron-parser. Loading that takes 50 ms and 15 MB, which a service without a time zone in its schedules does not spend.
 */
export async function nextRun(schedule: Schedule, after: Date): Promise<Date> {
  if (typeof schedule === 'string') {
    const { ms } = periods[schedule]
    return new Date((Math.floor(after.getTime() / ms) + 1) * ms)
  }
  const { CronExpressionParser } = await import('cron-parser')
  return CronExpressionParser.parse(schedule.cron, { tz: schedule.timeZone, currentDate: after }).next().toDate()
}
