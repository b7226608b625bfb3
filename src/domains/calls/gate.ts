import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import type { User } from '../../http/principal.ts'
import { readBalance } from '../../services/ledger/ledger.ts'
import { readPhoneNumber } from '../../services/phone-number.ts'
import { budgetExceeded } from '../../services/spending/refusal.ts'
import { type Remaining, remainingOf } from '../../services/spending/remaining.ts'
import { findVisiblePersona } from '../personas/actions.ts'
import { mayRing, type Ring } from '../phone/actions.ts'
import { readScenario } from '../scenarios/actions.ts'
import { amountOf, type CallPrices, CHARACTERS_PER_MINUTE, paidAmount, readPrices } from './prices.ts'
import * as store from './store.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'telephony' | 'speaking' | 'listening' | 'paidCalls'> & {
  env: Pick<Env, 'APP_ENV' | 'CALLS_ALLOW_LIST' | 'CALLS_PER_USER_PER_DAY'>
}

/** What a call is to be, as a request or a schedule says it. */
export interface Wanted {
  persona_id: string
  phone_number: string
  scenario_id?: string | undefined
  call_scenario?: string | undefined
  call_pretext?: string | undefined
  max_duration_minutes: number
  record: boolean
}

/** What a call would be about. Throws when there is no such persona or scenario, or when two are named. */
export async function subjectOf({ db, clock }: Needs, user: User, wanted: Omit<Wanted, 'phone_number'>) {
  const { persona_id, scenario_id, call_scenario } = wanted
  if (scenario_id !== undefined && call_scenario !== undefined)
    throw invalid([{ path: 'body.call_scenario', message: 'must not come together with scenario_id' }])
  const persona = await findVisiblePersona(db, user, persona_id)
  if (scenario_id !== undefined) await readScenario({ db, clock }, user.userId, scenario_id)
  return persona
}

/** A number as it can be called. Throws `invalid-request` for any other. */
export async function requireNumber(text: string): Promise<string> {
  const number = await readPhoneNumber(text)
  if (!number || number.isPremium)
    throw invalid([{ path: 'body.phone_number', message: 'must be a phone number that can be called, in E.164' }])
  return number.e164
}

const sentences = {
  not_verified: 'This number is not known to be yours: have a code told to it first, with sendVerification.',
  do_not_call: 'This number is not called: its owner, or the operator, has asked for that.',
  quiet_hours: 'It is between 21:00 and 08:00 there; choose another time, or set allow_quiet_hours.',
  daily_cap: 'You have had as many calls as one user may have within 24 hours.',
}

/** The refusal of a number that is not called. */
export const notAllowed = (reason: keyof typeof sentences) =>
  refuse('call-not-allowed', { message: sentences[reason], members: { reason } })

/** Throws `call-not-allowed` with its reason. */
export async function requireMayRing(deps: Needs, ring: Omit<Ring, 'countCalls'>): Promise<void> {
  const allowed = await mayRing(deps, { ...ring, countCalls: (since) => countCalls(deps, ring.user_id, since) })
  if ('reason' in allowed) throw notAllowed(allowed.reason)
}

const countCalls = async ({ db }: Pick<Needs, 'db'>, user_id: string, since: Date) =>
  (await store.countSince(db, { user_id, since: since.toISOString() })).count

/** What a user can pay. */
export interface Affordable {
  /** 0 when it is not a minute. */
  minutes: number
  prices: CallPrices
  balance: number
  /** The limit that leaves the least; undefined without one, or when nothing is paid. */
  budget: Remaining | undefined
}

/**
 * Minutes that were asked for, as far as credits and budget allow; of a call that is made later, as if those under way
 * gave back all that they keep.
 */
export async function affordable(
  deps: Needs,
  userId: string,
  asked: number,
  { isLater = false } = {},
): Promise<Affordable> {
  const { db, clock } = deps
  const [prices, { balance, reserved }, remaining] = await Promise.all([
    readPrices(deps),
    readBalance(db, userId),
    remainingOf(db, userId, clock.now()),
  ])
  const budget = paidAmount(deps, prices, 1) === 0 ? undefined : remaining
  const available = isLater ? balance : balance - reserved
  const most = Math.min(asked, available)
  return { minutes: withinBudget(deps, prices, budget, most), prices, balance: available, budget }
}

function withinBudget(deps: Needs, prices: CallPrices, budget: Remaining | undefined, most: number) {
  if (!budget) return Math.max(0, most)
  for (let minutes = most; minutes > 0; minutes--)
    if (paidAmount(deps, prices, minutes) <= budget.remaining_micro_usd) return minutes
  return 0
}

/** What a minute costs, simulated parts included. */
export const minutePrice = ({ carrier, stt, tts, platform }: CallPrices): number =>
  [carrier, stt, platform].reduce((sum, price) => sum + amountOf(price, 1), amountOf(tts, CHARACTERS_PER_MINUTE))

export const noCredit = (balance: number, prices: CallPrices) =>
  refuse('no-credit', {
    message: `You have ${balance} credits, and a call needs 1 at least. Ask for more.`,
    members: { balance, required: 1, price_micro_usd: minutePrice(prices) },
  })

/** Throws `no-credit` or `budget-exceeded` when not a minute can be paid. */
export function requireMinute(deps: Needs, { minutes, balance, prices, budget }: Affordable): void {
  if (minutes > 0) return
  if (balance < 1 || !budget) throw noCredit(balance, prices)
  const { remaining_micro_usd: _left, ...limit } = budget
  throw budgetExceeded({ ...limit, estimate_micro_usd: paidAmount(deps, prices, 1) })
}
