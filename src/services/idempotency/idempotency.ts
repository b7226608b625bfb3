import { createHash, randomUUIDv7 } from 'node:crypto'
import { configure } from 'safe-stable-stringify'
import type { Db } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import * as store from './store.ts'

export type Needs = Pick<Deps, 'db' | 'clock'>

/** A request that must not happen twice. Without a key it is like any other. */
export interface Keyed {
  key: string | undefined
  /** Whose key it is, and for which operation: two callers may use the same one. */
  scope: string
  body: unknown
}

/** What of an answer is to be forgotten when something else goes. */
type SubjectOf<T> = (answer: T) => string

export interface Once<T> {
  answer: T
  /** The answer is that of an earlier request. */
  replayed: boolean
}

const KEPT_MS = 24 * 3_600_000

/** An attempt without an answer for so long has died with its process. Longer than any request may take. */
const ABANDONED_MS = 60_000

/** Expired keys that each new one removes: more than one, so that they grow fewer. */
const PRUNED = 10

const stringify = configure({ deterministic: true }) as (value: unknown) => string

/** Tells members that arrive in another order from other members. */
const hashOf = (body: unknown) => createHash('sha256').update(stringify(body)).digest('base64url')

/**
 * Does something once for each key. `prepare` may take its time and call others; what it returns is run in one
 * transaction with the keeping of the answer, so that a crash leaves both or neither. Refuses a key that another
 * request still works on (409), or that came with another body (422).
 */
export async function once<T>(
  deps: Needs,
  { key, scope, body }: Keyed,
  prepare: () => Promise<(db: Db) => Promise<T>>,
  subjectOf?: SubjectOf<T>,
): Promise<Once<T>> {
  if (key === undefined) return { answer: await (await prepare())(deps.db), replayed: false }
  const mine = { scope, key, claim: randomUUIDv7() }
  try {
    const earlier = await claim<T>(deps, mine, hashOf(body))
    if (earlier) return earlier
    const effect = await prepare()
    const answer = await deps.db.transaction().execute(async (trx) => {
      const answer = await effect(trx)
      const kept = { ...mine, answer: JSON.stringify(answer), subject: subjectOf?.(answer) ?? null }
      // The effect goes too when a later attempt has taken over.
      if (!(await store.settle(trx, kept))) throw inUse()
      return answer
    })
    return { answer, replayed: false }
  } catch (error) {
    // Only what is mine and unanswered. Whether or not this works, the key is free again after a while.
    await store.release(deps.db, mine).catch(() => {})
    throw error
  }
}

/** Forgets the answers about something that is no more, or all of a scope. */
export const forget = store.forget

/** Takes the key, or answers what was answered before. */
async function claim<T>(
  { db, clock }: Needs,
  mine: { scope: string; key: string; claim: string },
  bodyHash: string,
): Promise<Once<T> | undefined> {
  const at = clock.now().getTime()
  const before = (ms: number) => new Date(at - ms).toISOString()
  const claimed = await store.claim(db, {
    ...mine,
    body_hash: bodyHash,
    created_at: before(0),
    expired: before(KEPT_MS),
    abandoned: before(ABANDONED_MS),
  })
  if (claimed) {
    // Whoever comes next prunes what this one cannot.
    await store.prune(db, before(KEPT_MS), PRUNED).catch(() => {})
    return undefined
  }
  const earlier = await store.findKey(db, mine)
  // Given back just now by an attempt that failed: the caller may try again.
  if (!earlier) throw inUse()
  if (earlier.body_hash !== bodyHash) throw refuse('idempotency-key-reused')
  if (earlier.answer === null) throw inUse()
  return { answer: JSON.parse(earlier.answer) as T, replayed: true }
}

const inUse = () => refuse('idempotency-key-in-use', { headers: { 'retry-after': '1' } })
