import { prose } from '../prose.ts'
import { inGroup, whole } from './variable.ts'

export const spending = inGroup('spending', {
  SERVICE_DAILY_LIMIT_MICRO_USD: whole(
    0,
    1_000_000_000_000,
    50_000_000,
    prose`
      What all paid calls of a day (UTC) may cost together, in millionths of a US dollar, of all callers and
      processes; beyond it no paid call is made`,
  ),
})
