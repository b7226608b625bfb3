import t from 'tap'
import { daysUntil, timeZoneOf, windowOf } from '../../../src/services/spending/windows.ts'

const HOUR_MS = 3_600_000
const hoursOf = ({ starts_at, ends_at }: { starts_at: string; ends_at: string }) =>
  (Date.parse(ends_at) - Date.parse(starts_at)) / HOUR_MS

t.test('Only names of IANA time zones are time zones, in any letters', (t) => {
  for (const name of [
    '',
    'UTC+1',
    '+02:00',
    '-0330',
    'Mars/Olympus',
    'Europe/',
    'Europe/Berlin ',
    '../etc',
    'utc\0',
    'Z',
  ])
    t.equal(timeZoneOf(name), undefined, JSON.stringify(name))
  t.equal(timeZoneOf('europe/berlin'), 'Europe/Berlin')
  t.equal(timeZoneOf('America/Argentina/Buenos_Aires'), 'America/Argentina/Buenos_Aires')
  t.equal(timeZoneOf('utc'), 'UTC')
  t.end()
})

/** An instant, a time zone, the day that it lies in, and how many hours that day has. */
const days: [at: string, timeZone: string, starts: string, hours: number][] = [
  ['2026-11-20T09:30:00.000Z', 'UTC', '2026-11-20T00:00:00.000Z', 24],
  ['2026-11-20T23:30:00.000Z', 'Europe/Berlin', '2026-11-20T23:00:00.000Z', 24],
  ['2026-03-29T12:00:00.000Z', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
  ['2026-03-29T22:00:00.000Z', 'Europe/Berlin', '2026-03-29T22:00:00.000Z', 24],
  ['2026-10-25T01:30:00.000Z', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 25],
  ['2026-10-25T22:59:59.999Z', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 25],
  ['2026-03-08T12:00:00.000Z', 'America/New_York', '2026-03-08T05:00:00.000Z', 23],
  ['2026-11-01T12:00:00.000Z', 'America/New_York', '2026-11-01T04:00:00.000Z', 25],
  // Clocks are set by half an hour.
  ['2026-10-04T12:00:00.000Z', 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z', 23.5],
  // The day begins at one, because midnight is skipped.
  ['2018-11-04T12:00:00.000Z', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', 23],
  // The next day of the calendar was left out.
  ['2011-12-30T00:00:00.000Z', 'Pacific/Apia', '2011-12-29T10:00:00.000Z', 24],
  ['2026-11-20T09:30:00.000Z', 'Pacific/Kiritimati', '2026-11-19T10:00:00.000Z', 24],
  ['2026-11-20T09:30:00.000Z', 'Asia/Kathmandu', '2026-11-19T18:15:00.000Z', 24],
]

t.test('A day is that of the time zone, also one of 23 or 25 hours', (t) => {
  for (const [at, timeZone, starts_at, hours] of days) {
    const day = windowOf('day', new Date(at), timeZone)
    t.strictSame([day.starts_at, hoursOf(day)], [starts_at, hours], `${at} in ${timeZone}`)
    const next = windowOf('day', new Date(day.ends_at), timeZone)
    t.equal(next.starts_at, day.ends_at, 'the next one begins where it ends')
  }
  t.end()
})

t.test('A month is that of the time zone', (t) => {
  for (const [at, timeZone, starts_at, ends_at] of [
    ['2026-11-30T23:30:00.000Z', 'Europe/Berlin', '2026-11-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ['2026-03-31T12:00:00.000Z', 'Europe/Berlin', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['2028-02-29T12:00:00.000Z', 'UTC', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['2026-11-01T03:00:00.000Z', 'America/New_York', '2026-10-01T04:00:00.000Z', '2026-11-01T04:00:00.000Z'],
  ] as const)
    t.strictSame(
      windowOf('month', new Date(at), timeZone),
      { kind: 'month', starts_at, ends_at },
      `${at} in ${timeZone}`,
    )
  t.end()
})

t.test('The days of a report follow each other without a gap, up to today', (t) => {
  const all = daysUntil(new Date('2026-11-01T23:30:00.000Z'), 'Europe/Berlin', 30)
  t.strictSame([all.length, all[0]?.day, all.at(-1)?.day], [30, '2026-10-04', '2026-11-02'])
  t.equal(all.at(-1)?.ends_at, '2026-11-02T23:00:00.000Z')
  for (const [at, day] of all.entries()) if (at > 0) t.equal(day.starts_at, all[at - 1]?.ends_at, day.day)
  t.strictSame(
    all.filter((day) => hoursOf(day) === 25).map(({ day }) => day),
    ['2026-10-25'],
  )
  t.end()
})
