import type { Transaction } from 'kysely'
import { type OwnerKey, userIn } from '../../../db/owner.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { type BudgetSettings, BudgetSpent, type Exceeded, limitsOf, readSettings } from './budget.ts'
import * as store from './store.ts'
import { keyOf, lockUser } from './totals.ts'
import * as totals from './totals-store.ts'
import { windowOf } from './windows.ts'

/** Variable that limits the calls of a day, for each kind of model. */
const countLimits = { text: 'MODEL_CALLS_PER_DAY', image: 'IMAGE_CALLS_PER_DAY' } as const
type Counted = keyof typeof countLimits

export type Limits = Pick<Deps['env'], (typeof countLimits)[Counted] | 'SERVICE_DAILY_LIMIT_MICRO_USD'>

/** A paid call that is to be made. */
export interface AskedCall {
  id: string
  /** Null for what the service pays for all. */
  owner: OwnerKey | null
  service: string
  provider: string
  model: string
  persona_id: string | null
  estimate_micro_usd: number
  price_versions: string
  /** Milliseconds after which it counts as spent when it has not been settled. */
  lastsMs: number
}

type NewEvent = Omit<AskedCall, 'lastsMs'> & { created_at: string; expires_at: string }

/** Whether the calls of a service are counted, besides what they cost. */
export const countedAs = (service: string): Counted | undefined =>
  service in countLimits ? (service as Counted) : undefined

/**
 * Reserves what a call may cost in all the totals that it counts in. Throws `BudgetSpent`, which rolls the transaction
 * back. The service's total is last: every paid call waits for its row. The time is that of after the user was locked: one
 * from before could lie in a day of which another transaction has summed up the events meanwhile.
 */
export async function reserveIn(
  trx: Transaction<Tables>,
  { lastsMs, ...asked }: AskedCall,
  { env, clock }: { env: Limits } & Pick<Deps, 'clock'>,
): Promise<void> {
  const userId = asked.owner && userIn(asked.owner)
  if (userId) await lockUser(trx, userId)
  const now = clock.now()
  const expires_at = new Date(now.getTime() + lastsMs).toISOString()
  const event: NewEvent = { ...asked, created_at: now.toISOString(), expires_at }
  if (userId) await reserveOfUser(trx, event, userId)
  await store.insertEvent(trx, event)
  await countCall(trx, event, env)
  const window = windowOf('day', new Date(event.created_at), 'UTC')
  const amount = event.estimate_micro_usd
  const limit = env.SERVICE_DAILY_LIMIT_MICRO_USD
  if (amount > limit || !(await totals.reserve(trx, { scope: 'service', ...window, amount, limit })))
    throw new BudgetSpent('what the service may spend in a day is used up')
}

async function countCall(trx: Transaction<Tables>, { service, created_at }: NewEvent, env: Limits) {
  const kind = countedAs(service)
  if (!kind) return
  const limit = env[countLimits[kind]]
  const day = created_at.slice(0, 10)
  if (limit === 0 || !(await store.countCall(trx, { kind, day, limit })))
    throw new BudgetSpent('no paid call is left for today')
}

async function reserveOfUser(trx: Transaction<Tables>, event: NewEvent, userId: string) {
  const settings = await readSettings(trx, userId)
  if (!settings) throw new BudgetSpent('the user is gone')
  requirePerCall(event, settings)
  for (const { kind, limit, micro_usd } of limitsOf(settings)) {
    const window = windowOf(kind, new Date(event.created_at), settings.timezone)
    const asked = {
      scope: keyOf(userId),
      ...window,
      amount: event.estimate_micro_usd,
      limit: micro_usd ?? Number.MAX_SAFE_INTEGER,
    }
    const isWithin = asked.amount <= asked.limit && (await totals.reserve(trx, asked))
    if (isWithin) continue
    const { spent_micro_usd = 0, reserved_micro_usd = 0 } = (await totals.findTotal(trx, asked)) ?? {}
    throw exceeded(event, {
      limit,
      limit_micro_usd: asked.limit,
      spent_micro_usd,
      reserved_micro_usd,
      resets_at: window.ends_at,
    })
  }
}

/** A call is one by telephone: other paid calls cost too little for a limit of their own. */
function requirePerCall(event: NewEvent, { max_cost_per_call_micro_usd: limit_micro_usd }: BudgetSettings) {
  if (event.service !== 'call' || limit_micro_usd === null || event.estimate_micro_usd <= limit_micro_usd) return
  throw exceeded(event, {
    limit: 'per_call',
    limit_micro_usd,
    spent_micro_usd: 0,
    reserved_micro_usd: 0,
    resets_at: null,
  })
}

const exceeded = ({ estimate_micro_usd }: NewEvent, of: Omit<Exceeded, 'estimate_micro_usd'>) =>
  new BudgetSpent(`the ${of.limit} limit of the user does not allow it`, { ...of, estimate_micro_usd })
