import type { Db } from '../../../db/tables.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import type { Provider } from '../../services/media/speaker.ts'
import { type CallUsage, type CostItem, itemsOf } from './cost.ts'
import type { CallPrices } from './prices.ts'
import type { CallRow } from './store.ts'
import * as turns from './turns-store.ts'

/** What a call costs as of now, or after so many seconds. */
export async function costSoFar(db: Db, call: CallRow, seconds: number): Promise<CostItem[]> {
  return itemsOf(usageOf(call, await turns.listTurns(db, call.id), seconds), JSON.parse(call.prices) as CallPrices)
}

export function usageOf(call: CallRow, said: readonly turns.TurnRow[], seconds: number): CallUsage {
  const own = said.filter(({ role }) => role === 'persona')
  return {
    seconds,
    carrier: call.carrier,
    listening: call.listening === null ? null : (JSON.parse(call.listening) as Provider),
    spoken: spokenBy(own),
    replies: repliesBy(own),
  }
}

function spokenBy(said: readonly turns.TurnRow[]): CallUsage['spoken'] {
  return [...Map.groupBy(said, ({ spoken_by }) => spoken_by)].map(([by, its]) => ({
    by: by === null ? null : (JSON.parse(by) as Provider),
    characters: its.reduce((sum, { characters }) => sum + characters, 0),
  }))
}

function repliesBy(said: readonly turns.TurnRow[]): CallUsage['replies'] {
  const made = said.flatMap(({ served_by }) => (served_by === null ? [] : [JSON.parse(served_by) as ServedBy]))
  return [...Map.groupBy(made, ({ provider, model }) => `${provider} ${model}`).values()].map((its) => {
    const [{ provider, model }] = its as [ServedBy]
    return { provider, model, count: its.length, micro_usd: its.reduce((sum, it) => sum + it.cost_micro_usd, 0) }
  })
}
