const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]

const numbers = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]
const counted = (count: number, unit: string) =>
  `${numbers[count] ?? String(count)} ${unit}${count === 1 ? '' : 's'} ago`

/** Milliseconds since the last call; undefined when there was none. */
export function sinceLastCall(last_call_at: string | null, now: Date): number | undefined {
  if (last_call_at === null) return undefined
  const ms = now.getTime() - Date.parse(last_call_at)
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

/** How long ago something was, as one says it. */
export function agoInWords(ms: number): string {
  if (ms < 10 * MINUTE) return 'a moment ago'
  if (ms < 100 * MINUTE)
    return ms < 50 * MINUTE ? `${Math.round(ms / MINUTE / 5) * 5} minutes ago` : 'about an hour ago'
  if (ms < 20 * HOUR) return counted(Math.round(ms / HOUR), 'hour')
  if (ms < 36 * HOUR) return 'yesterday'
  const days = Math.round(ms / DAY)
  if (days < 14) return counted(days, 'day')
  if (days < 60) return counted(Math.round(days / 7), 'week')
  return days < 700 ? counted(Math.round(days / 30), 'month') : counted(Math.round(days / 365), 'year')
}
