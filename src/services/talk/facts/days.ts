const DAY_MS = 86_400_000
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** "Friday" as "Friday, 27 November 2026": a day that is only a weekday means another one a week later. */
export function dayIn(said: string, now: Date): string {
  const word = said.toLowerCase()
  if (word === 'tomorrow') return dateOf(now.getTime() + DAY_MS)
  if (word === 'the day after tomorrow') return dateOf(now.getTime() + 2 * DAY_MS)
  const at = weekdays.indexOf(word)
  if (at === -1) return said
  const ahead = (at - now.getUTCDay() + 7) % 7 || 7
  return dateOf(now.getTime() + ahead * DAY_MS)
}

const dateOf = (time: number) =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(time)
    .replace(/^(\w+),? /, '$1, ')
