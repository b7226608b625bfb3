import type { SchedulePatch } from '../../../schemas/calls/index.ts'
import { invalid } from '../../errors.ts'
import { DAY_MS } from '../../services/durations.ts'
import { timeZoneOf } from '../../services/spending/windows.ts'
import type { ScheduledRow } from './schedule-store.ts'

const MINUTE_MS = 60_000
const EARLIEST_MS = MINUTE_MS
const FARTHEST_MS = 30 * DAY_MS
/** From the scheduled time to the latest one. */
const WINDOW_MS = 15 * MINUTE_MS
const LONGEST_WINDOW_MS = DAY_MS

interface Times {
  scheduled_time: string
  latest_time?: string | undefined
  timezone?: string | null | undefined
}

/** The times of a schedule, in their one form. Throws `invalid-request` for those that are too early, or too far away. */
export function timesOf({ scheduled_time, latest_time, timezone = null }: Times, now: Date) {
  const at = instantOf(scheduled_time, 'body.scheduled_time')
  const ahead = at - now.getTime()
  if (ahead < EARLIEST_MS || ahead > FARTHEST_MS)
    throw invalid([{ path: 'body.scheduled_time', message: 'must be from one minute to 30 days ahead' }])
  const latest = latest_time === undefined ? at + WINDOW_MS : instantOf(latest_time, 'body.latest_time')
  if (latest < at || latest - at > LONGEST_WINDOW_MS)
    throw invalid([
      { path: 'body.latest_time', message: 'must be at most 24 hours after scheduled_time, and not before it' },
    ])
  const zone = timezone === null ? null : timeZoneOf(timezone)
  if (zone === undefined)
    throw invalid([{ path: 'body.timezone', message: 'must be an IANA time zone, such as Europe/Berlin' }])
  return { scheduled_time: new Date(at).toISOString(), latest_time: new Date(latest).toISOString(), timezone: zone }
}

/** A leap second has the form of a time, and is none that a clock shows. */
function instantOf(text: string, path: string): number {
  const at = new Date(text).getTime()
  if (Number.isNaN(at)) throw invalid([{ path, message: 'must be a time that a clock shows' }])
  return at
}

/** Those that are not sent stay; the latest time keeps its distance when the scheduled one moves. */
export function patchedTimes(row: ScheduledRow, patch: SchedulePatch, now: Date) {
  const window = Date.parse(row.latest_time) - Date.parse(row.scheduled_time)
  const scheduled_time = patch.scheduled_time ?? row.scheduled_time
  const moved = () => new Date(instantOf(scheduled_time, 'body.scheduled_time') + window).toISOString()
  return timesOf(
    {
      ...{ scheduled_time, latest_time: patch.latest_time ?? moved() },
      timezone: patch.timezone === undefined ? row.timezone : patch.timezone,
    },
    now,
  )
}

/** What is due until then is about to be called. */
export const fixedAt = (now: Date) => new Date(now.getTime() + MINUTE_MS).toISOString()
