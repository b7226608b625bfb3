import { createHash } from 'node:crypto'
import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { type Refusal, refuse } from '../../errors.ts'
import { DAY_MS } from '../../services/durations.ts'
import * as store from './attempts-store.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

const MINUTE_MS = 60_000

/** Attempts a minute of one address; all addresses of one /48 of IPv6 together may make 16 times as many. */
const PER_ADDRESS = 20
const NETWORK_FACTOR = 16

/** Five attempts, then waits of 1, 2, 4 … 256 and 300 s. A day after the last failure, an account begins anew. */
const waits: store.Waits = {
  free: 5,
  waitsMs: [...Array.from({ length: 9 }, (_, power) => 1_000 * 2 ** power), 300_000],
  memoryMs: DAY_MS,
}

/** How long it is remembered that an account's owner comes from an address. */
const KNOWN_MS = 90 * DAY_MS

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** Key of an account's attempts: whether the account exists makes no difference. */
export const accountKey = (email_key: string) => `account:${hashOf(email_key)}`

function refusalUntil(untilMs: number, nowMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil((untilMs - nowMs) / 1_000))
  return refuse('attempts-exceeded', {
    message: `Too many attempts; try again in ${seconds} s.`,
    headers: { 'retry-after': String(seconds) },
  })
}

/** Counts an attempt of an address, in the database: for all processes, and with a cache or without one. */
export const requireAddress = (needs: Needs, address: string): Promise<void> =>
  countAddress(needs, address, { name: 'address', limit: PER_ADDRESS, windowMs: MINUTE_MS })

/** Counts an account that an address makes. */
export const requireNewAccount = (needs: Needs & { env: Pick<Env, 'NEW_ACCOUNTS_PER_DAY'> }, address: string) =>
  countAddress(needs, address, { name: 'accounts', limit: needs.env.NEW_ACCOUNTS_PER_DAY, windowMs: DAY_MS })

async function countAddress(
  { db, clock }: Needs,
  address: string,
  { name, limit, windowMs }: { name: string; limit: number; windowMs: number },
): Promise<void> {
  const nowMs = clock.now().getTime()
  const slash = address.indexOf('/')
  const counters: [key: string, limit: number][] = [[address, limit]]
  if (slash >= 0) counters.push([address.slice(0, slash), limit * NETWORK_FACTOR])
  for (const [key, most] of counters) {
    const { failures, blocked_until_ms } = await store.countInWindow(db, {
      key: `${name}:${hashOf(key)}`,
      nowMs,
      windowMs,
    })
    if (failures > most) throw refusalUntil(blocked_until_ms, nowMs)
  }
}

/** An attempt to prove to be the owner of an account. It counts as failed until `succeeded`. */
export interface Attempt {
  succeeded(): Promise<void>
  /** It was not made: the service was too busy. */
  withdrawn(): Promise<void>
}

/**
 * Begins an attempt, or refuses it while the account has to wait. An address from which the owner has signed in has a count
 * of its own: guesses from elsewhere cannot lock the owner out.
 */
export async function beginAttempt(
  { db, clock }: Needs,
  { email_key, address }: { email_key: string; address: string },
): Promise<Attempt> {
  const nowMs = clock.now().getTime()
  const account = accountKey(email_key)
  const ofAddress = `${account}@${hashOf(address)}`
  const known = await store.findAttempt(db, ofAddress)
  const key = known && known.known_until_ms > nowMs ? ofAddress : account
  if (!(await store.beginAttempt(db, { key, account, nowMs, ...waits }))) {
    const blocked = await store.findAttempt(db, key)
    throw refusalUntil(blocked?.blocked_until_ms ?? nowMs, nowMs)
  }
  return {
    async succeeded() {
      await store.clearAttempts(db, key)
      await store.rememberKnown(db, { key: ofAddress, account, nowMs, untilMs: nowMs + KNOWN_MS })
    },
    withdrawn: async () => {
      await store.takeBack(db, key)
    },
  }
}

/** Forgets the attempts of an account. */
export const forgetAttempts = (db: Deps['db'], email_key: string) => store.deleteAttempts(db, accountKey(email_key))

export const pruneAttempts = ({ db, clock }: Needs) => {
  const nowMs = clock.now().getTime()
  return store.pruneAttempts(db, { nowMs, beforeMs: nowMs - DAY_MS })
}
