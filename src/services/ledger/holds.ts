import { randomUUIDv7 } from 'node:crypto'
import type { Transaction } from 'kysely'
import { isPostgres } from '../../../db/row-locks.ts'
import type { HoldState } from '../../../db/tables/credits.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import { credits as counted } from '../metrics/metrics.ts'
import { repeated, transaction, within } from '../transaction.ts'
import { requireAmount, requireAnonymous } from './amount.ts'
import * as atOnce from './at-once.ts'
import { note } from './ledger.ts'
import * as store from './store.ts'

/*
 * Spending in two steps: what may be used is reserved before the work, and settled after it. A hold that is neither settled
 * nor released, because its process died, expires. Whatever ends a hold changes the hold first and the account after it.
 */

export interface Hold {
  id: string
  account_id: string
  credits: number
  reference: string
  expires_at: string
}

export interface Reservation {
  credits: number
  /** What it is for, such as `call:<id>`. Used once by all holds, and must not contain the user's id. */
  reference: string
  /** From then on the hold is released by itself. Later than the work can end. */
  expires_at: string
  now: string
}

/**
 * Keeps credits of a user for work that begins, in the caller's transaction or in one of its own. Undefined when less is
 * available: then nothing was changed.
 */
export async function reserve(db: Db, userId: string, { now, ...of }: Reservation): Promise<Hold | undefined> {
  requireAmount(of.credits, 1)
  requireAnonymous(of.reference, userId)
  const hold = { id: randomUUIDv7(), ...of, created_at: now }
  const account_id = await (isPostgres(db) ? reserveAtOnce(db, userId, hold) : reserveStepwise(db, userId, hold))
  if (account_id === undefined) return undefined
  counted.inc({ event: 'reserved' }, of.credits)
  return { id: hold.id, account_id, ...of }
}

type NewHold = Omit<Parameters<typeof store.insertHold>[1], 'account_id'>

async function reserveAtOnce(db: Db, user_id: string, hold: NewHold) {
  const reserved = () => atOnce.reserve(db, { ...hold, user_id })
  return (await (db.isTransaction ? reserved() : repeated(reserved)))?.account_id
}

const reserveStepwise = (db: Db, user_id: string, hold: NewHold) =>
  within(db, async (trx) => {
    const account = await store.reserveCredits(trx, { user_id, credits: hold.credits })
    if (account) await store.insertHold(trx, { ...hold, account_id: account.id })
    return account?.id
  })

export interface Settled {
  /** captured when anything was charged by this call or by an earlier one. */
  state: HoldState
  /** What was charged for the hold, in all. */
  charged: number
  /** What was used, and could not be charged. */
  uncharged: number
}

export interface Usage {
  /** What was used. */
  credits: number
  reason?: string | null
  now: string
}

/**
 * Charges what was used for a hold, once, and gives the rest of the hold back; in the caller's transaction or in one of its
 * own.
 *
 * - Nothing used: the hold is released, and no row is written.
 * - More than was held: the rest is taken from what is available, never from what other holds keep. What is missing is
 *   answered as `uncharged`; a balance never goes below zero.
 * - After the hold has expired: it keeps nothing any more, so all is taken from what is available. With nothing available
 *   the hold stays expired.
 * - After a release nothing is charged: the caller has said that nothing was used.
 * - Settled before: the first time counts, and is answered.
 */
export async function settle(db: Db, holdId: string, usage: Usage): Promise<Settled> {
  requireAmount(usage.credits, 0)
  counted.inc({ event: 'settled' }, usage.credits)
  if (usage.credits > 0 && isPostgres(db) && (await settleAtOnce(db, holdId, usage)))
    return { state: 'captured', charged: usage.credits, uncharged: 0 }
  return within(db, (trx) => settleStepwise(trx, holdId, usage))
}

/** False when the hold is not open, or keeps less than was used: then nothing was changed. */
async function settleAtOnce(db: Db, id: string, { reason = null, ...usage }: Usage) {
  const settled = () => atOnce.settle(db, { id, reason, ...usage })
  return (await (db.isTransaction ? settled() : repeated(settled))) !== undefined
}

async function settleStepwise(trx: Transaction<Tables>, holdId: string, usage: Usage): Promise<Settled> {
  const { credits, now } = usage
  if (credits === 0) {
    await release(trx, holdId, now)
    return settledBefore(trx, holdId, 0)
  }
  const open = await store.moveHold(trx, { id: holdId, from: 'open', to: 'captured', settled_at: now })
  if (open) return charge(trx, open, open.credits, usage)
  const expired = await store.lockHold(trx, { id: holdId, state: 'expired' })
  if (!expired) return settledBefore(trx, holdId, credits)
  const late = await charge(trx, expired, 0, usage)
  if (late.charged === 0) return { ...late, state: 'expired' }
  await store.moveHold(trx, { id: holdId, from: 'expired', to: 'captured', settled_at: now })
  return late
}

/** Charges for a hold of which the account still keeps `held`. */
async function charge(trx: Transaction<Tables>, hold: store.HoldRow, held: number, usage: Usage): Promise<Settled> {
  const { account_id, reference } = hold
  const { charged, balance } = await take(trx, { account_id, held, credits: usage.credits })
  if (charged > 0) {
    const { reason = null, now } = usage
    await note(trx, { account_id, type: 'usage', credits: -charged, balance_after: balance, reason, reference, now })
  }
  return { state: 'captured', charged, uncharged: usage.credits - charged }
}

/** Takes the credits, or as many of them as there are. */
async function take(
  trx: Transaction<Tables>,
  { account_id, held, credits }: Parameters<typeof store.chargeCredits>[1],
) {
  const all = await store.chargeCredits(trx, { account_id, held, credits })
  if (all) return { charged: credits, balance: all.balance }
  // From here on the account waits for this transaction, so that what is read of it stays so.
  const { balance, reserved } = (await store.freeCredits(trx, { account_id, held })) as store.Free
  const charged = Math.min(credits, balance - reserved)
  if (charged === 0) return { charged, balance }
  const some = (await store.chargeCredits(trx, { account_id, held: 0, credits: charged })) as { balance: number }
  return { charged, balance: some.balance }
}

/** What an earlier call has made of the hold. */
async function settledBefore(trx: Transaction<Tables>, id: string, used: number): Promise<Settled> {
  const hold = await store.findHold(trx, id)
  if (!hold) throw new Error('there is no such hold')
  const usage = await store.findTransaction(trx, { type: 'usage', reference: hold.reference })
  const charged = usage ? -usage.credits : 0
  return { state: hold.state, charged, uncharged: Math.max(0, used - charged) }
}

/** Ends a hold whose work used nothing. False when it has ended before. */
export const release = (db: Db, holdId: string, now: string): Promise<boolean> =>
  within(db, (trx) => free(trx, { id: holdId, to: 'released', settled_at: now }))

async function free(trx: Transaction<Tables>, hold: { id: string; to: HoldState; settled_at: string }) {
  const ended = await store.moveHold(trx, { from: 'open', ...hold })
  if (ended) {
    await store.freeCredits(trx, { account_id: ended.account_id, held: ended.credits })
    counted.inc({ event: hold.to }, ended.credits)
  }
  return ended !== undefined
}

/** Holds that are read at once. */
const BATCH = 100

/** Ends all holds whose time is over, each in a transaction of its own. Answers how many. */
export async function expireHolds(db: Db, now: string, signal?: AbortSignal): Promise<number> {
  let expired = 0
  for (;;) {
    const due = await store.listDueHolds(db, { now, limit: BATCH })
    for (const { id } of due) {
      signal?.throwIfAborted()
      if (await transaction(db, (trx) => free(trx, { id, to: 'expired', settled_at: now }))) expired++
    }
    if (due.length < BATCH) return expired
  }
}
