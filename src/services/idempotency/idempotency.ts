import { createHash, randomUUIDv7 } from 'node:crypto'
import type { Transaction } from 'kysely'
import { configure } from 'safe-stable-stringify'
import { type Owner, type OwnerKey, ownerKey } from '../../../db/owner.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import { DAY_MS } from '../durations.ts'
import { transaction } from '../transaction.ts'
import * as store from './store.ts'

export type Needs = Pick<Deps, 'db' | 'clock'>

/** Operations that take an Idempotency-Key. */
export const keyedOperations = [
  'clarifyQuest',
  'generateQuest',
  'generateImage',
  'generateScene',
  'grantCredits',
  'startCall',
  'sayTurn',
  'scheduleCall',
  'sendChat',
] as const
export type KeyedOperation = (typeof keyedOperations)[number]

/** A request that must have its effect once. */
export interface Keyed {
  operation: KeyedOperation
  owner: Owner | 'operator'
  /** The owner begins with this request. */
  isNew?: boolean
  key: string | undefined
  body: unknown
}

/** Writes the effect. It runs in one transaction with the keeping of the answer: a crash leaves both or neither. */
export type Effect<T> = (trx: Transaction<Tables>) => Promise<T>

/** Id of what the answer is about: when that is deleted, the answer is forgotten too. */
type SubjectOf<T> = (answer: T) => string

export interface Outcome<T> {
  answer: T
  /** The answer is that of an earlier request. */
  replayed: boolean
}

export const KEPT_MS = DAY_MS

/** Age at which an attempt without an answer has died with its process. Longer than any request may take. */
const ABANDONED_MS = 60_000

const stringify = configure({ deterministic: true }) as (value: unknown) => string

/** Same for the same members in any order. */
const hashOf = (body: unknown) => createHash('sha256').update(stringify(body)).digest('base64url')

/** Scope of a key: two owners, and two operations, may use the same key. */
export const scopeOf = (operation: KeyedOperation, owner: OwnerKey | 'operator') => `${operation} ${owner}`

/**
 * Runs an operation once per key. `prepare` may take its time and call providers; the effect that it returns runs in a
 * transaction, with a key or without one. Refuses a key whose first request still runs (409), and one that was sent
 * with another body (422).
 */
export async function runOnce<T>(
  deps: Needs,
  keyed: Keyed,
  prepare: () => Promise<Effect<T>>,
  subjectOf?: SubjectOf<T>,
): Promise<Outcome<T>> {
  const { key } = keyed
  if (key === undefined) {
    const effect = await prepare()
    return { answer: await transaction(deps.db, effect), replayed: false }
  }
  if (keyed.isNew) {
    const message = 'needs a session: send session_id, X-Session-Id or the cookie session_id'
    throw invalid([{ path: 'headers.idempotency-key', message }])
  }
  const owner = keyed.owner === 'operator' ? keyed.owner : ownerKey(keyed.owner)
  const attempt = { scope: scopeOf(keyed.operation, owner), key, claim: randomUUIDv7() }
  try {
    const earlier = await claim<T>(deps, attempt, hashOf(keyed.body))
    if (earlier) return earlier
    return { answer: await settle(deps, attempt, await prepare(), subjectOf), replayed: false }
  } catch (error) {
    // Only this attempt's own, unanswered claim. If it fails, the key is free again after a while.
    await store.release(deps.db, attempt).catch(() => {})
    throw error
  }
}

/** Forgets the answers about a deleted subject; without a subject, all of the owner's answers to the operation. */
export const forgetAnswers = (db: Db, operation: KeyedOperation, owner: OwnerKey | 'operator', subject?: string) =>
  store.forget(db, scopeOf(operation, owner), subject)

type Attempt = { scope: string; key: string; claim: string }

/** The effect and its answer in one transaction. Both are dropped when a later attempt has taken the claim over. */
const settle = <T>({ db }: Needs, attempt: Attempt, effect: Effect<T>, subjectOf?: SubjectOf<T>) =>
  transaction(db, async (trx) => {
    const answer = await effect(trx)
    const kept = { ...attempt, answer: JSON.stringify(answer), subject: subjectOf?.(answer) ?? null }
    if (!(await store.settle(trx, kept))) throw inUse()
    return answer
  })

/** Claims the key, or returns the answer of an earlier request. */
async function claim<T>({ db, clock }: Needs, attempt: Attempt, bodyHash: string): Promise<Outcome<T> | undefined> {
  const at = clock.now().getTime()
  const before = (ms: number) => new Date(at - ms).toISOString()
  const claimed = await store.claim(db, {
    ...attempt,
    body_hash: bodyHash,
    created_at: before(0),
    expired: before(KEPT_MS),
    abandoned: before(ABANDONED_MS),
  })
  if (claimed) return undefined
  const earlier = await store.findKey(db, attempt)
  // Released by an attempt that failed a moment ago: the caller may try again.
  if (!earlier) throw inUse()
  if (earlier.body_hash !== bodyHash) throw refuse('idempotency-key-reused')
  if (earlier.answer === null) throw inUse()
  return { answer: JSON.parse(earlier.answer) as T, replayed: true }
}

const inUse = () => refuse('idempotency-key-in-use', { headers: { 'retry-after': '1' } })
