import type { CallEstimate, CallWarning, EstimateInput } from '../../../schemas/calls/index.ts'
import type { Deps } from '../../deps.ts'
import type { User } from '../../http/principal.ts'
import { defaultBudget, readSettings } from '../../services/spending/budget.ts'
import { mayRing } from '../phone/actions.ts'
import { toItem } from './call.ts'
import { itemsOf, totalOf } from './cost.ts'
import { type Affordable, affordable, type Needs as GateNeeds, notAllowed, requireNumber, subjectOf } from './gate.ts'
import { CHARACTERS_PER_MINUTE, paidAmount, TOKENS_PER_MINUTE } from './prices.ts'
import * as store from './store.ts'

export type Needs = GateNeeds & Pick<Deps, 'inference'>

/** What a call would cost if it lasted as long as it may, and what stands against it. Nothing is kept. */
export async function estimateCall(deps: Needs, user: User, asked: EstimateInput): Promise<CallEstimate> {
  const persona = await subjectOf(deps, user, asked)
  const number = asked.phone_number === undefined ? undefined : await requireNumber(asked.phone_number)
  const most = Math.min(asked.max_duration_minutes, persona.max_call_minutes)
  const can = await affordable(deps, user.userId, most)
  // Without a minute that can be paid, what was asked for is priced: the answer is what is missing.
  const minutes = can.minutes > 0 ? can.minutes : most
  const items = await itemsFor(deps, can, minutes)
  const warnings = [
    ...moneyWarnings(asked.max_duration_minutes, can),
    ...(await shareWarnings(deps, user, can, minutes)),
    ...(await numberWarnings(deps, user, number)),
    ...(deps.telephony.name === 'simulated' ? [simulated] : []),
  ]
  return {
    ...{ credits: minutes, allowed_minutes: can.minutes, items: items.map(toItem), total_micro_usd: totalOf(items) },
    ...{ simulated: deps.telephony.name === 'simulated', warnings },
  }
}

const simulated: CallWarning = {
  code: 'simulated',
  message: 'The telephone is simulated: no phone rings, and what is marked as simulated is not paid.',
}

async function itemsFor(deps: Needs, { prices }: Affordable, minutes: number) {
  const { telephony, listening, speaking } = deps
  const listener = listening.find(({ port }) => port.understands)
  const speaker = speaking.find(({ embedded }) => !embedded)
  const items = itemsOf(
    {
      seconds: minutes * 60,
      carrier: telephony.name,
      listening: listener ? { provider: listener.name, model: 'listening', embedded: false } : null,
      spoken: [
        {
          by: speaker ? { provider: speaker.name, model: 'speaking', embedded: false } : null,
          characters: minutes * CHARACTERS_PER_MINUTE,
        },
      ],
      replies: await repliesFor(deps, minutes),
    },
    prices,
  )
  return items.map((item) => ({ ...item, status: 'estimated' as const }))
}

/** By the model that is asked first; the built-in talker costs nothing. */
async function repliesFor({ inference, paidCalls }: Needs, minutes: number) {
  const provider = inference.find(({ embedded }) => !embedded)
  if (!provider) return [{ provider: 'built-in', model: 'talker-1', count: minutes * 4, micro_usd: 0 }]
  const { name, port } = provider
  const micro_usd = (await paidCalls.prices()).costOf([
    { key: `text.${name}.input`, unit: 'token', amount: TOKENS_PER_MINUTE.input * minutes },
    { key: `text.${name}.output`, unit: 'token', amount: TOKENS_PER_MINUTE.output * minutes },
  ])
  return [{ provider: name, model: port.model, count: minutes * 4, micro_usd }]
}

function moneyWarnings(asked: number, { minutes, balance, budget }: Affordable): CallWarning[] {
  if (minutes === 0 && balance < 1)
    return [{ code: 'no_credit', message: `You have ${balance} credits, and a call needs 1 at least.` }]
  if (minutes === 0) return [{ code: 'budget', message: `Your limit (${budget?.limit}) does not allow a minute.` }]
  if (minutes < asked)
    return [{ code: 'shortened', message: `The call would end after ${minutes} of ${asked} minutes.` }]
  return []
}

/** The user's own threshold, of what a call may cost at most. */
async function shareWarnings(
  deps: Needs,
  { userId }: User,
  { prices }: Affordable,
  minutes: number,
): Promise<CallWarning[]> {
  const settings = (await readSettings(deps.db, userId)) ?? defaultBudget
  const { max_cost_per_call_micro_usd: most, warn_at_percent_per_call: percent } = settings
  const share = most === null || most === 0 ? 0 : (paidAmount(deps, prices, minutes) / most) * 100
  if (share < percent) return []
  return [
    { code: 'near_budget', message: `The call may cost ${Math.round(share)} % of the most that you allow for one.` },
  ]
}

async function numberWarnings(deps: Needs, { userId }: User, phone_number: string | undefined): Promise<CallWarning[]> {
  if (phone_number === undefined) return []
  const countCalls = async (since: Date) =>
    (await store.countSince(deps.db, { user_id: userId, since: since.toISOString() })).count
  const ring = { user_id: userId, phone_number, at: deps.clock.now(), asked_now: true, allow_quiet_hours: false }
  const allowed = await mayRing(deps, { ...ring, countCalls })
  return 'reason' in allowed ? [{ code: 'not_allowed', message: notAllowed(allowed.reason).message }] : []
}
