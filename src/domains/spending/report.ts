import type { Spending } from '../../../schemas/spending.ts'
import type { Day } from '../../services/spending/windows.ts'
import type { SpendingSum } from './store.ts'

interface Sums {
  cost_micro_usd: number
  calls: number
}

const sumOf = (rows: Sums[]): Sums => ({
  cost_micro_usd: rows.reduce((sum, it) => sum + it.cost_micro_usd, 0),
  calls: rows.reduce((sum, it) => sum + it.calls, 0),
})

/** Totals of groups, the dearest first; names decide among equals. */
const groupsOf = (rows: SpendingSum[], nameOf: (row: SpendingSum) => string | null) =>
  [...Map.groupBy(rows, nameOf)]
    .map(([name, its]) => ({ name, ...sumOf(its) }))
    .sort((one, other) => other.cost_micro_usd - one.cost_micro_usd || ((one.name ?? '') < (other.name ?? '') ? -1 : 1))

/** What the sums of days, services and personas say of each of these, and as a whole. */
export function reportOf(days: Day[], rows: SpendingSum[]): Omit<Spending, 'period' | 'timezone'> {
  return {
    starts_at: days[0]?.starts_at ?? '',
    ends_at: days.at(-1)?.ends_at ?? '',
    total: sumOf(rows),
    by_service: groupsOf(rows, ({ service }) => service).map(({ name, ...sums }) => ({ service: name ?? '', ...sums })),
    by_persona: groupsOf(rows, ({ persona_id }) => persona_id).flatMap(({ name, ...sums }) =>
      name === null ? [] : [{ persona_id: name, ...sums }],
    ),
    by_day: days.map(({ day }, index) => ({ day, ...sumOf(rows.filter((it) => it.day_index === index)) })),
  }
}
