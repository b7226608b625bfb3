import { inGroup, type Rule, text, whole } from './variable.ts'

const fiveFields: Rule = (value) =>
  value === 'off' || /^\S+( \S+){4}$/.test(value) ? undefined : 'must be five fields of cron, e.g. 0 2 * * *, or off'

export const backups = inGroup('backups', {
  BACKUP_CRON: text('When backups are made, in UTC, as five fields of cron; off: never', {
    default: '0 2 * * *',
    rules: [fiveFields],
  }),
  BACKUP_RETENTION_DAYS: whole(1, 3_650, 30, 'Days for which backups, and deleted pictures, are kept'),
})
