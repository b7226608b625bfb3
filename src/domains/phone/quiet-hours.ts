/** Hours of a recipient's clock in which nothing rings that was not asked for at that moment: from 21:00 to 08:00. */
const QUIET_FROM = 21
const QUIET_UNTIL = 8

function isNight(at: Date, timeZone: string): boolean {
  const { hour } = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return hour >= QUIET_FROM || hour < QUIET_UNTIL
}

/**
 * Whether it is night in any of the zones in which the recipient may be. A country with several zones gets the hours that
 * are day in all of them; where no zone is known, every hour may be one of the night.
 */
export const isQuiet = (at: Date, timeZones: readonly string[]): boolean =>
  timeZones.length === 0 || timeZones.some((timeZone) => isNight(at, timeZone))
