import type { Instant } from '../../../db/columns.ts'

/** From an instant up to another one, which is no longer in it. */
export interface Window {
  kind: 'day' | 'month'
  starts_at: Instant
  ends_at: Instant
}

export const windowKinds = ['day', 'month'] as const

/** The day or the month of a time zone in which an instant lies: a day may have 23 or 25 hours. */
export function windowOf(kind: Window['kind'], at: Date, timeZone: string): Window {
  const local = localOf(at, timeZone)
  const start = (kind === 'day' ? local : local.with({ day: 1 })).startOfDay()
  const end = start.add(kind === 'day' ? { days: 1 } : { months: 1 }).startOfDay()
  return { kind, starts_at: instantOf(start), ends_at: instantOf(end) }
}

export interface Day {
  /** As 2026-11-20. */
  day: string
  starts_at: Instant
  ends_at: Instant
}

/** So many days of a time zone up to the one of an instant, the oldest first. */
export function daysUntil(at: Date, timeZone: string, count: number): Day[] {
  const today = localOf(at, timeZone).toPlainDate()
  const startOf = (day: Temporal.PlainDate) => instantOf(day.toZonedDateTime(timeZone))
  return Array.from({ length: count }, (_, index) => {
    const day = today.subtract({ days: count - 1 - index })
    return { day: day.toString(), starts_at: startOf(day), ends_at: startOf(day.add({ days: 1 })) }
  })
}

/** The name of an IANA time zone as it is usually written; undefined for anything else, also for an offset. */
export function timeZoneOf(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    return localOf(new Date(0), name).timeZoneId
  } catch {
    return undefined
  }
}

const localOf = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)

const instantOf = ({ epochMilliseconds }: Temporal.ZonedDateTime): Instant => new Date(epochMilliseconds).toISOString()
