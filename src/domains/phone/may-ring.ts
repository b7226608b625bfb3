import type { Env } from '../../../schemas/env/index.ts'
import { phoneNumbersIn } from '../../../schemas/env/telephony.ts'
import type { Deps } from '../../deps.ts'
import { DAY_MS } from '../../services/durations.ts'
import { readPhoneNumber } from '../../services/phone-number.ts'
import { defaultBudget, readSettings } from '../../services/spending/budget.ts'
import { timeZoneOf } from '../../services/spending/windows.ts'
import { isQuiet } from './quiet-hours.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'telephony'> & {
  env: Pick<Env, 'APP_ENV' | 'CALLS_ALLOW_LIST' | 'CALLS_PER_USER_PER_DAY'>
}

/** A call that a user wants, to a number in E.164. */
export interface Ring {
  user_id: string
  phone_number: string
  /** When it would ring. */
  at: Date
  /** The user asks for it at this moment: then no hour is quiet. */
  asked_now: boolean
  allow_quiet_hours: boolean
  /** Where the recipient is at that time, by IANA, if the user has said so. */
  timeZone?: string | undefined
  /** Calls of the user that were begun since then, those of all processes. */
  countCalls(since: Date): Promise<number>
}

export type MayRing = { allowed: true } | { reason: 'not_verified' | 'do_not_call' | 'quiet_hours' | 'daily_cap' }

/** Whether a number may be called. To be asked when a call is wanted, and again when a scheduled one is due. */
export async function mayRing(deps: Needs, ring: Ring): Promise<MayRing> {
  const { user_id, phone_number, at } = ring
  if (!(await isReachable(deps, user_id, phone_number))) return { reason: 'not_verified' }
  if (await store.findRefusal(deps.db, phone_number)) return { reason: 'do_not_call' }
  const asksHours = !ring.asked_now && !ring.allow_quiet_hours
  if (asksHours && isQuiet(at, await zonesOf(deps, ring))) return { reason: 'quiet_hours' }
  // Of any 24 hours: a day of the calendar would allow twice as many around midnight.
  const count = await ring.countCalls(new Date(at.getTime() - DAY_MS))
  return count < deps.env.CALLS_PER_USER_PER_DAY ? { allowed: true } : { reason: 'daily_cap' }
}

/** The user's own number, or one of the operator's list. A simulated telephone on one's own machine rings no phone. */
async function isReachable({ db, env, telephony }: Needs, user_id: string, phone_number: string): Promise<boolean> {
  if (env.APP_ENV === 'local' && telephony.name === 'simulated') return true
  if (phoneNumbersIn(env.CALLS_ALLOW_LIST).includes(phone_number)) return true
  return (await store.findOwnNumber(db, user_id, phone_number)) !== undefined
}

/** Zones in which the recipient may be: what the user says of this call, or of their budget, else those of the number. */
async function zonesOf({ db }: Needs, { user_id, phone_number, timeZone }: Ring): Promise<string[]> {
  const told = timeZone === undefined ? undefined : timeZoneOf(timeZone)
  if (told !== undefined) return [told]
  const { timezone } = (await readSettings(db, user_id)) ?? defaultBudget
  // Who sets a budget without a zone has this one: it says nothing about where they are.
  if (timezone !== defaultBudget.timezone) return [timezone]
  return (await readPhoneNumber(phone_number))?.timeZones ?? []
}
