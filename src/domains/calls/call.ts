import type { Call, CallCost, CallCostItem, CallTurn } from '../../../schemas/calls/index.ts'
import type { Deps } from '../../deps.ts'
import { maskPhoneNumber } from '../../services/phone-number.ts'
import type { CostItem } from './cost.ts'
import { mediaToken, STREAM_PATH } from './media-token.ts'
import { isOver } from './states.ts'
import type { CallRow } from './store.ts'
import type { TurnRow } from './turns-store.ts'

type Needs = Pick<Deps, 'keyed'>

export const toTurn = ({ n, role, text, at }: TurnRow): CallTurn => ({ n, role, text, at })

export function toCall({ keyed }: Needs, row: CallRow, said: readonly TurnRow[]): Call {
  const isOpen = !isOver(row.status)
  const isSimulated = row.carrier === 'simulated'
  const { id, persona_id, persona_name, scenario_id, status, end_reason, scheduled_call_id } = row
  return {
    ...{ id, persona_id, persona_name, scenario_id, direction: 'outbound', status, end_reason, scheduled_call_id },
    phone_number: maskPhoneNumber(row.phone_number),
    ...{ start_time: row.started_at, answer_time: row.answered_at, end_time: row.ended_at },
    ...{ duration_seconds: row.duration_seconds, max_duration_minutes: row.limit_minutes },
    credits_reserved: isOpen ? row.limit_minutes : 0,
    ...{ credits_used: row.credits_used, cost_micro_usd: row.cost_micro_usd, cost_status: row.cost_status },
    ...{ simulated: isSimulated, record: row.record === 1, transcript: said.map(toTurn), summary: row.summary },
    media: isOpen && isSimulated ? mediaOf(keyed, row) : null,
    served_by: servedBy(row),
  }
}

/** The page of its own user may answer a simulated call, once. */
const mediaOf = (keyed: Deps['keyed'], { id, sid, stream_sid }: CallRow): Call['media'] =>
  sid === null || stream_sid !== null ? null : { path: STREAM_PATH, call_sid: sid, token: mediaToken(keyed, id) }

const servedBy = ({ carrier, dial_ms, cost_micro_usd }: CallRow): Call['served_by'] => {
  const isSimulated = carrier === 'simulated'
  return {
    ...{ provider: carrier, model: 'outbound', cached: false, fallback: isSimulated },
    fallback_reason: isSimulated ? 'not_configured' : null,
    latency_ms: dial_ms,
    cost_micro_usd: isSimulated ? 0 : cost_micro_usd,
  }
}

export const toItem = ({ simulated, ...item }: CostItem): CallCostItem => ({
  ...(item as Omit<CallCostItem, 'simulated'>),
  simulated: simulated === 1,
})

export const toCost = (row: CallRow, items: readonly CostItem[]): CallCost => ({
  items: items.map(toItem),
  total_micro_usd: items.reduce((sum, { amount_micro_usd }) => sum + amount_micro_usd, 0),
  cost_status: row.cost_status,
  charged_credits: row.credits_used,
  simulated: row.carrier === 'simulated',
})
