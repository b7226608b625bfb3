import type { Transaction } from 'kysely'
import { lockUserRow } from '../../db/row-locks.ts'
import type { Tables } from '../../db/tables.ts'
import { refuse, type Slug } from '../errors.ts'

interface OwnedLimit {
  max: number
  count(): Promise<{ count: number }>
  refusal: Slug
}

/**
 * Refuses a user who has as many of something as they may, or who has been deleted meanwhile. Counted by one request of a
 * user at a time: many at once make no more.
 */
export async function requireBelowLimit(trx: Transaction<Tables>, userId: string, { max, count, refusal }: OwnedLimit) {
  if (!(await lockUserRow(trx, userId))) throw refuse('unauthorized')
  if ((await count()).count >= max) throw refuse(refusal)
}
