import { sql } from 'kysely'
import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'

interface Span {
  starts_at: string
  ends_at: string
}

export interface SpendingSum {
  /** Which of the days it is. */
  day_index: number
  service: string
  persona_id: string | null
  cost_micro_usd: number
  calls: number
}

/** What an owner spent on each day, by service and persona; a day is any span of time, since SQLite knows no time zones. */
export async function sumSpending(
  db: Db,
  { owner, days }: { owner: OwnerKey; days: readonly Span[] },
): Promise<SpendingSum[]> {
  const sumsOf = ({ starts_at, ends_at }: Span, index: number) =>
    db
      .selectFrom('spend_events')
      .select([
        sql.lit(index).as('day_index'),
        'service',
        'persona_id',
        sql<number>`cast(sum(cost_micro_usd) as bigint)`.as('cost_micro_usd'),
        sql<number>`count(*)`.as('calls'),
      ])
      .where('owner', '=', owner)
      .where('state', '=', 'spent')
      .where('created_at', '>=', starts_at)
      .where('created_at', '<', ends_at)
      .groupBy(['service', 'persona_id'])
  const [first, ...others] = days.map(sumsOf)
  if (!first) return []
  return others.reduce((all, it) => all.unionAll(it), first).execute()
}
