import type { Insertable, Selectable, Transaction } from 'kysely'
import type { CallCostsTable } from '../../../db/tables/calls.ts'
import type { Db, Tables } from '../../../db/tables.ts'

/** An item of the breakdown, as it is kept. */
export type CostItem = Omit<Selectable<CallCostsTable>, 'id' | 'call_id' | 'created_at'>

const columns = [
  ...(['component', 'provider', 'model', 'quantity', 'unit', 'unit_price_micro_usd', 'per'] as const),
  ...(['amount_micro_usd', 'price_version', 'status', 'simulated'] as const),
] as const

export const listCosts = (db: Db, call_id: string): Promise<CostItem[]> =>
  db.selectFrom('call_costs').select(columns).where('call_id', '=', call_id).orderBy('id').execute()

/** One that was written before stays as it is. */
export const insertCosts = (trx: Transaction<Tables>, items: Insertable<CallCostsTable>[]) =>
  items.length === 0
    ? Promise.resolve([])
    : trx
        .insertInto('call_costs')
        .values(items)
        .onConflict((conflict) => conflict.columns(['call_id', 'component', 'provider', 'model', 'unit']).doNothing())
        .returning('id')
        .execute()
