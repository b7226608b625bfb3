import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import { lockName } from '../../../db/row-locks.ts'
import type { CreditTransactionType } from '../../../db/tables/credits.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import { refuse } from '../../errors.ts'
import { requireAmount, requireAnonymous } from './amount.ts'
import * as store from './store.ts'

/*
 * Credits of users: accounts and what is added to them; holds.ts has what they spend. All that writes takes the caller's
 * transaction, and writes all of a movement or nothing. A balance is changed by one statement on its own row, whose
 * condition Postgres looks at again once it has waited for others; the row of the movement is written after it, so that
 * the rows of an account have the order of their numbers.
 */

export type { TransactionRow } from './store.ts'

export interface Balance {
  balance: number
  /** Part of the balance that open holds keep. */
  reserved: number
  lifetime_purchased: number
  lifetime_used: number
}

const NOTHING: Balance = { balance: 0, reserved: 0, lifetime_purchased: 0, lifetime_used: 0 }

/** A user without an account has nothing. */
export async function readBalance(db: Db, userId: string): Promise<Balance> {
  const { id: _id, ...balance } = (await store.findAccount(db, { user_id: userId })) ?? { id: '', ...NOTHING }
  return balance
}

/**
 * Opens the account of a new user, in the transaction that makes the user, and grants what everyone gets at the
 * beginning. Changes nothing when there is an account.
 */
export async function openAccount(trx: Transaction<Tables>, userId: string, signupCredits: number): Promise<void> {
  requireAmount(signupCredits, 0)
  const user = await store.findUser(trx, userId)
  const account = await store.insertAccount(trx, { id: randomUUID(), user_id: userId })
  if (!account || !user || signupCredits === 0) return
  const entry = { credits: signupCredits, reason: null, reference: `signup:${account.id}`, now: user.created_at }
  await addOnce(trx, 'grant', account.id, entry)
}

export interface Entry {
  credits: number
  /** For the user to read; forgotten with the user. */
  reason: string | null
  /** Names what it is for, once for each type. It stays when the user is deleted, so it must not name the user. */
  reference: string
  now: string
}

export interface Added {
  transaction: store.TransactionRow
  /** The same was added before, under the same reference. */
  isRepeated: boolean
}

/**
 * Gives credits to a user, once for each reference. Opens the account of a user that has none, without what new users
 * get. Undefined when there is no such user. Refuses a reference that another user or another amount has.
 */
export const grant = (trx: Transaction<Tables>, userId: string, entry: Entry) => add(trx, 'grant', userId, entry)

/** Credits that a user has bought. Like `grant`, and counted as purchased. */
export const purchase = (trx: Transaction<Tables>, userId: string, entry: Entry) => add(trx, 'purchase', userId, entry)

async function add(trx: Transaction<Tables>, type: 'grant' | 'purchase', userId: string, entry: Entry) {
  requireAmount(entry.credits, 1)
  requireAnonymous(entry.reference, userId)
  const account = (await store.findAccount(trx, { user_id: userId })) ?? (await openEmpty(trx, userId))
  return account && addOnce(trx, type, account.id, entry)
}

async function openEmpty(trx: Transaction<Tables>, userId: string) {
  if (!(await store.findUser(trx, userId))) return undefined
  const opened = await store.insertAccount(trx, { id: randomUUID(), user_id: userId })
  // Without a row, another transaction has opened it a moment ago.
  return opened ?? (await store.findAccount(trx, { user_id: userId }))
}

async function addOnce(
  trx: Transaction<Tables>,
  type: 'grant' | 'purchase',
  account_id: string,
  entry: Entry,
): Promise<Added> {
  const earlier = await findOnce(trx, type, entry.reference)
  if (earlier) {
    if (earlier.account_id !== account_id || earlier.credits !== entry.credits) throw refuse('reference-used')
    return { transaction: earlier, isRepeated: true }
  }
  const purchased = type === 'purchase' ? entry.credits : 0
  const { balance } = await store.addCredits(trx, { account_id, credits: entry.credits, purchased })
  return { transaction: await note(trx, { ...entry, account_id, type, balance_after: balance }), isRepeated: false }
}

/**
 * Corrects a usage afterwards, by a row of its own: gives back all of it or a part, once. Undefined when there is no such
 * usage. What was refunded before is answered, whatever its amount.
 */
export async function refund(trx: Transaction<Tables>, entry: Entry): Promise<Added | undefined> {
  requireAmount(entry.credits, 1)
  const usage = await store.findTransaction(trx, { type: 'usage', reference: entry.reference })
  if (!usage) return undefined
  const earlier = await findOnce(trx, 'refund', entry.reference)
  if (earlier) return { transaction: earlier, isRepeated: true }
  const { account_id } = usage
  // Not more than was taken, which may be less than was used.
  const credits = Math.min(entry.credits, -usage.credits)
  const { balance } = await store.giveBackCredits(trx, { account_id, credits })
  const row = { ...entry, credits, account_id, type: 'refund' as const, balance_after: balance }
  return { transaction: await note(trx, row), isRepeated: false }
}

/** What has this reference already. Others with the same one wait until the transaction ends, and then find its row. */
async function findOnce(trx: Transaction<Tables>, type: CreditTransactionType, reference: string) {
  await lockName(trx, `credits ${type} ${reference}`)
  return store.findTransaction(trx, { type, reference })
}

type Noted = Entry & { account_id: string; type: CreditTransactionType; balance_after: number }

/** Writes the row of a movement. To be called after the account was changed, in the same transaction. */
export async function note(trx: Transaction<Tables>, { now, ...noted }: Noted): Promise<store.TransactionRow> {
  const { account_id, type, credits, balance_after, reason, reference } = noted
  const row = { account_id, type, credits, balance_after, reason, reference, created_at: now }
  const { id } = (await store.insertTransaction(trx, row)) as { id: number }
  return { id, ...row }
}

/**
 * Takes an account from its user: its open holds are released, its rows stay and tell no reason. Answers the account; undefined
 * when the user has none. A hold that is made meanwhile is released by its expiry.
 */
export async function anonymise(trx: Transaction<Tables>, userId: string, now: string): Promise<string | undefined> {
  const account = await store.findAccount(trx, { user_id: userId })
  if (!account) return undefined
  // Holds before accounts, as everything that ends a hold: two that lock in different orders wait for each other.
  const holds = await store.releaseHolds(trx, { account_id: account.id, settled_at: now })
  const held = holds.reduce((sum, { credits }) => sum + credits, 0)
  await store.forgetUser(trx, { account_id: account.id, held })
  await store.forgetReasons(trx, account.id)
  return account.id
}
