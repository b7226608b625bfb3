import type { Db } from '../../../db/tables.ts'
import * as totals from './totals-store.ts'

/** Proves that every total is the sum of its events, and that every event is in a total. Answers what is not so. */
export async function wrongTotals(db: Db): Promise<string[]> {
  const wrong = await totals.listWrongTotals(db)
  const uncounted = await totals.listUncounted(db)
  return [
    ...wrong.map((it) => {
      const total = `${it.reserved_micro_usd} reserved and ${it.spent_micro_usd} spent`
      const events = `${it.events_reserved} and ${it.events_spent}`
      return `${it.kind} of ${it.scope} from ${it.starts_at}: ${total}, but its events sum up to ${events}`
    }),
    ...uncounted.map(({ id, created_at }) => `event ${id} of ${created_at} is missing in a total`),
  ]
}
