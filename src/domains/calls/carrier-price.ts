import { TelephonyFailure } from '../../ports/telephony/port.ts'
import { transaction } from '../../services/transaction.ts'
import { type CostItem, totalOf } from './cost.ts'
import * as costs from './costs-store.ts'
import type { Needs } from './dial.ts'
import * as store from './store.ts'

/**
 * The price that the carrier tells some minutes after a call, as an item of its own: the difference to what was counted. What
 * was counted against budgets stays as it is.
 */
export async function priceOfCarrier(deps: Needs, call: store.CallRow): Promise<void> {
  const price = await priceIn(deps, call)
  if (price === undefined) return
  const created_at = deps.clock.now().toISOString()
  await transaction(deps.db, async (trx) => {
    const locked = await store.lockCall(trx, call.id)
    if (!locked || locked.cost_status === 'final') return
    const items: CostItem[] = await costs.listCosts(trx, call.id)
    const counted = totalOf(items.filter(({ component }) => component === 'carrier'))
    const adjustment = adjustmentOf(call.carrier, price - counted)
    if (price !== counted) await costs.insertCosts(trx, [{ ...adjustment, call_id: call.id, created_at }])
    await store.setCost(trx, {
      id: call.id,
      cost_micro_usd: Math.max(0, totalOf(items) + price - counted),
      cost_status: 'final',
    })
  })
}

const adjustmentOf = (provider: string, amount_micro_usd: number): CostItem => ({
  ...{ component: 'carrier', provider, model: 'outbound', quantity: 1, unit: 'adjustment' },
  ...{ unit_price_micro_usd: null, per: 1, amount_micro_usd, price_version: null, status: 'final', simulated: 0 },
})

async function priceIn({ telephony }: Needs, { sid }: store.CallRow): Promise<number | undefined> {
  try {
    return (await telephony.find(sid as string))?.priceMicroUsd ?? undefined
  } catch (error) {
    if (error instanceof TelephonyFailure) return undefined
    throw error
  }
}
