import { randomUUIDv7 } from 'node:crypto'
import type { Env } from '../../../schemas/env/index.ts'
import { refuse } from '../../errors.ts'
import type { User } from '../../http/principal.ts'
import { DAY_MS, HOUR_MS } from '../../services/durations.ts'
import type { Effect } from '../../services/idempotency/idempotency.ts'
import { reserve } from '../../services/ledger/holds.ts'
import { readBalance } from '../../services/ledger/ledger.ts'
import { BudgetSpent } from '../../services/spending/budget.ts'
import type { Reservation } from '../../services/spending/paid-calls.ts'
import { budgetExceeded } from '../../services/spending/refusal.ts'
import { lockUser } from '../../services/spending/totals.ts'
import { useScenario } from '../scenarios/actions.ts'
import {
  type Affordable,
  affordable,
  type Needs as GateNeeds,
  noCredit,
  notAllowed,
  requireMayRing,
  requireMinute,
  requireNumber,
  subjectOf,
  type Wanted,
} from './gate.ts'
import { quantitiesOf } from './prices.ts'
import * as store from './store.ts'

export type Needs = GateNeeds & { env: Pick<Env, 'CALLS_PER_USER_PER_DAY'> }

export interface Asked extends Wanted {
  /** Undefined of a call that is asked for at this moment. */
  schedule?: { id: string; timeZone: string | undefined; allow_quiet_hours: boolean } | undefined
}

/**
 * Everything that may stand against a call, then its money: what comes back writes the call and reserves its credits, all of it
 * or nothing. Throws the refusal. `discard` gives the money back when the call is not written.
 */
export async function prepareCall(deps: Needs, user: User, asked: Asked) {
  const persona = await subjectOf(deps, user, asked)
  const phone_number = await requireNumber(asked.phone_number)
  const { schedule } = asked
  await requireMayRing(deps, {
    ...{ user_id: user.userId, phone_number, at: deps.clock.now(), asked_now: schedule === undefined },
    ...{ allow_quiet_hours: schedule?.allow_quiet_hours ?? false, timeZone: schedule?.timeZone },
  })
  const most = Math.min(asked.max_duration_minutes, persona.max_call_minutes)
  const can = await affordable(deps, user.userId, most)
  requireMinute(deps, can)
  const money = await reserveMoney(deps, user.userId, asked.persona_id, can.minutes)
  const persona_name = persona.name
  const effect: Effect<{ id: string }> = (trx) =>
    writeCall(deps, trx, { ...asked, phone_number, user_id: user.userId, persona_name }, can, money)
  return { effect, discard: async () => void (await money?.cancel()) }
}

/** Undefined when nothing is paid. */
async function reserveMoney(
  deps: Needs,
  userId: string,
  personaId: string,
  minutes: number,
): Promise<Reservation | undefined> {
  const most = quantitiesOf(deps, minutes)
  if (most.length === 0) return undefined
  const call = { owner: `user:${userId}` as const, service: 'call', provider: deps.telephony.name, model: 'outbound' }
  // Later than any call ends: what is not settled by then has been lost.
  const lastsMs = minutes * 60_000 + DAY_MS
  try {
    return await deps.paidCalls.reserve({ ...call, personaId, most, lastsMs })
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error
    if (error.exceeded) throw budgetExceeded(error.exceeded)
    throw refuse('calls-busy', { message: 'This service may spend no more today.', headers: { 'retry-after': '3600' } })
  }
}

type Written = Asked & { user_id: string; persona_name: string }

async function writeCall(
  deps: Needs,
  trx: Parameters<Effect<unknown>>[0],
  asked: Written,
  { minutes: most, prices }: Affordable,
  money: Reservation | undefined,
) {
  const { user_id } = asked
  // Calls of one user are counted one after another: those of the same moment would all be below the limit.
  await lockUser(trx, user_id)
  const now = deps.clock.now()
  const since = new Date(now.getTime() - DAY_MS).toISOString()
  const { count } = await store.countSince(trx, { user_id, since })
  if (count >= deps.env.CALLS_PER_USER_PER_DAY) throw notAllowed('daily_cap')
  // Another call may have taken some of the credits meanwhile.
  const { balance, reserved } = await readBalance(trx, user_id)
  const minutes = Math.min(most, balance - reserved)
  if (minutes < 1) throw noCredit(balance - reserved, prices)
  const id = randomUUIDv7()
  const started_at = now.toISOString()
  const expires_at = new Date(now.getTime() + minutes * 60_000 + 2 * HOUR_MS).toISOString()
  const hold = await reserve(trx, user_id, { credits: minutes, reference: `call:${id}`, expires_at, now: started_at })
  if (!hold) throw noCredit(0, prices)
  if (asked.scenario_id !== undefined) await useScenario(trx, user_id, asked.scenario_id, started_at)
  await store.insertCall(trx, {
    ...{ id, user_id, persona_id: asked.persona_id, persona_name: asked.persona_name },
    ...{ scenario_id: asked.scenario_id ?? null, call_scenario: asked.call_scenario ?? null },
    ...{ call_pretext: asked.call_pretext ?? null, phone_number: asked.phone_number },
    ...{ carrier: deps.telephony.name, scheduled_call_id: asked.schedule?.id ?? null },
    ...{ started_at, limit_minutes: minutes, record: Number(asked.record), hold_id: hold.id },
    ...{ spend_event_id: money?.id ?? null, prices: JSON.stringify(prices) },
  })
  return { id }
}
