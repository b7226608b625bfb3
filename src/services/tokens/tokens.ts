import { type KeyObject, randomBytes } from 'node:crypto'
import { LruMap } from 'toad-cache'
import type { Db } from '../../../db/tables.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { Clock } from '../../ports/port.ts'
import { durationMs } from '../durations.ts'
import { type Claims, sign, verify } from './jwt.ts'
import * as store from './store.ts'

/** Milliseconds for which this process believes what the database said about a token. */
const BELIEVED_MS = 1_000

/** Tokens whose signature this process remembers to have verified. */
const MAX_REMEMBERED = 10_000

/** A token that was issued, or that is valid now. */
export interface ValidToken {
  userId: string
  tokenId: string
  /** Version of the user's tokens when it was made. */
  tokenVersion: number
  expiresAt: string
}

/** Tokens that say who a user is. Whether one has ended is decided by the database. */
export interface Tokens {
  /** A new token of a user. */
  issue(user: { id: string; email: string | null; token_version: number }): Promise<ValidToken & { token: string }>
  /**
   * The user of a token that is valid now; undefined for every other text. Answers at once what it has looked up within
   * the last second. Rejects when the database does not answer.
   */
  verify(token: string): ValidToken | undefined | Promise<ValidToken | undefined>
  /** Whether a token that was valid when the request began still is, by the database alone. */
  isStillValid(db: Db, token: ValidToken): Promise<boolean>
  /** Ends one token, durably. Other processes notice within a second. */
  end(db: Db, token: ValidToken): Promise<void>
  /** Ends all tokens of a user, but the one with the id `keep`. */
  endAll(db: Db, userId: string, keep?: string): Promise<void>
  /** Called once a transaction that ended tokens has committed: this process notices at once. */
  forget(userId: string): void
}

interface Remembered {
  claims: Claims
  /** Undefined for a token that has ended before its time. */
  valid: ValidToken | undefined
  believedUntil: number
}

type Options = { db: Db; clock: Clock; env: Pick<Env, 'JWT_EXPIRES_IN'>; keys: KeyObject[] }

export function openTokens({ db, clock, env, keys }: Options): Tokens {
  const remembered = new LruMap<Remembered>(MAX_REMEMBERED)
  const checks = new Map<string, Promise<ValidToken | undefined>>()
  /** Counts what was forgotten: a check that began before may have read what is no longer so. */
  let generation = 0
  const lifeMs = durationMs(env.JWT_EXPIRES_IN) as number

  const hasExpired = ({ exp }: Claims) => exp * 1_000 <= clock.now().getTime()

  async function check(token: string): Promise<ValidToken | undefined> {
    const claims = remembered.get(token)?.claims ?? (await verify(token, clock.now(), keys))
    if (!claims || hasExpired(claims)) return forgetToken(token)
    const [asked, askedIn] = [clock.elapsed(), generation]
    const valid = toValid(claims)
    if (!(await isStillValid(db, valid))) return ended(token, claims, asked)
    if (askedIn === generation) remembered.set(token, { claims, valid, believedUntil: asked + BELIEVED_MS })
    return valid
  }

  /** Requests with one token at the same time ask the database once. */
  function checkOnce(token: string) {
    const joined = checks.get(token)
    if (joined) return joined
    const running = check(token).finally(() => {
      if (checks.get(token) === running) checks.delete(token)
    })
    checks.set(token, running)
    return running
  }

  /** A token that has ended is asked about as seldom as a valid one. */
  function ended(token: string, claims: Claims, asked: number) {
    remembered.set(token, { claims, valid: undefined, believedUntil: asked + BELIEVED_MS })
    return undefined
  }

  function forgetToken(token: string) {
    remembered.delete(token)
    return undefined
  }

  return {
    async issue({ id, email, token_version }) {
      const now = clock.now()
      const exp = Math.floor((now.getTime() + lifeMs) / 1_000)
      const claims = { sub: id, jti: randomBytes(16).toString('base64url'), exp, ver: token_version }
      return { ...toValid(claims), token: await sign(claims, email, now, keys[0] as KeyObject) }
    },
    verify(token) {
      const known = remembered.get(token)
      if (known && known.believedUntil > clock.elapsed() && !hasExpired(known.claims)) return known.valid
      return checkOnce(token)
    },
    isStillValid,
    end: async (db, { userId, tokenId, expiresAt }) => {
      await store.blacklist(db, { token_id: tokenId, user_id: userId, expires_at: expiresAt, reason: 'logout' })
    },
    endAll: async (db, userId, keep) => {
      await store.endTokens(db, { user_id: userId, keep: keep ?? null })
    },
    forget(userId) {
      generation++
      checks.clear()
      for (const [token, { value }] of [...remembered.items]) if (value.claims.sub === userId) remembered.delete(token)
    },
  }
}

/** The version of now, or kept when it was raised; and not on the list of those that have ended. */
async function isStillValid(db: Db, { userId, tokenId, tokenVersion }: ValidToken): Promise<boolean> {
  const row = await store.findValidity(db, { user_id: userId, token_id: tokenId })
  if (!row || row.blacklisted !== null) return false
  return tokenVersion === row.token_version || tokenId === row.kept_token_id
}

const toValid = ({ sub, jti, exp, ver }: Claims): ValidToken => ({
  userId: sub,
  tokenId: jti,
  tokenVersion: ver,
  expiresAt: new Date(exp * 1_000).toISOString(),
})
