import { inGroup, type Rule, text, whole } from './variable.ts'

/** Least and greatest number of each field: minute, hour, day of the month, month, day of the week. */
const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

function isField(text: string, [least, greatest]: readonly [number, number]) {
  return text.split(',').every((part) => {
    const [whole, from = least, to = greatest, step = 1] =
      /^(?:\*|(\d\d?)(?:-(\d\d?))?)(?:\/(\d\d?))?$/.exec(part) ?? []
    return (
      whole !== undefined &&
      Number(step) > 0 &&
      least <= Number(from) &&
      Number(from) <= Number(to) &&
      Number(to) <= greatest
    )
  })
}

/** Whether the days may be in none of the months, as the 31st of February. */
const mayNeverCome = ([, , days = '', months]: string[]) => months !== '*' && /\b3[01]\b/.test(days)

/** Checked at the start: a schedule that has no next time would keep all jobs from running. */
const fiveFields: Rule = (value) => {
  const fields = value.split(' ')
  const isCron = fields.length === ranges.length && ranges.every((range, at) => isField(fields[at] as string, range))
  if (value === 'off' || (isCron && !mayNeverCome(fields))) return undefined
  return 'must be five fields of cron in numbers, e.g. 0 2 * * *, or off; the 30th and the 31st need * as the month'
}

export const backups = inGroup('backups', {
  BACKUP_CRON: text('When backups are made, in UTC, as five fields of cron; off: never', {
    default: '0 2 * * *',
    rules: [fiveFields],
  }),
  BACKUP_RETENTION_DAYS: whole(1, 3_650, 30, 'Days for which backups, and deleted pictures, are kept'),
})
