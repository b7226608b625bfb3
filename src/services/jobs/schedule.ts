import { DAY_MS, HOUR_MS } from '../durations.ts'

/** `hourly` begins with each hour and `daily` at midnight, both in UTC. Cron has five fields, down to the minute. */
export type Schedule = 'hourly' | 'daily' | { cron: string; timeZone: string }

const MINUTE_MS = 60_000
const periodsMs = { hourly: HOUR_MS, daily: DAY_MS }

/**
 * The first time after `after`. A time that clocks skip is an hour later on the clock; one that comes twice is the first
 * one, for a schedule that goes on from each run to the next. Loading cron-parser takes 50 ms and 15 MB, which a service
 * does not spend on one time of every day in UTC, or
 * on every minute.
 */
export async function nextRun(schedule: Schedule, after: Date): Promise<Date> {
  if (typeof schedule === 'string') {
    const ms = periodsMs[schedule]
    return new Date((Math.floor(after.getTime() / ms) + 1) * ms)
  }
  // In every time zone minutes begin together.
  if (schedule.cron === '* * * * *') return new Date((Math.floor(after.getTime() / MINUTE_MS) + 1) * MINUTE_MS)
  const [, minute, hour] = schedule.timeZone === 'UTC' ? (daily.exec(schedule.cron) ?? []) : []
  if (minute && hour) return nextDaily((Number(hour) * 60 + Number(minute)) * MINUTE_MS, after)
  const { CronExpressionParser } = await import('cron-parser')
  return CronExpressionParser.parse(schedule.cron, { tz: schedule.timeZone, currentDate: after }).next().toDate()
}

/** Cron of one time of every day. */
const daily = /^([0-5]?\d) ([01]?\d|2[0-3]) \* \* \*$/

function nextDaily(sinceMidnightMs: number, after: Date) {
  const days = Math.floor((after.getTime() - sinceMidnightMs) / DAY_MS) + 1
  return new Date(days * DAY_MS + sinceMidnightMs)
}
