import { availableParallelism } from 'node:os'
import { refuse } from '../../errors.ts'
import * as argon2id from './argon2id.ts'
import { isBcrypt, verifyBcrypt } from './bcrypt.ts'

/**
 * Hashes that one process computes at once. Each takes 19 MiB, and a thread that files and names need as well; one
 * processor is left to the event loop, which other requests wait for.
 */
const MAX_AT_ONCE = Math.max(1, Math.min(4, availableParallelism() - 1))

/** Requests that may wait for their turn; with more, a flood of logins would be answered long after its callers left. */
const MAX_WAITING = 64

let running = 0
const waiting: (() => void)[] = []

/** Runs `work` when fewer than MAX_AT_ONCE others run. Refuses with 503 when too many wait. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < MAX_AT_ONCE) running++
  else if (waiting.length >= MAX_WAITING) throw refuse('overloaded', { headers: { 'retry-after': '2' } })
  // The one that ends hands its place over.
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

/** A new hash of a password. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => argon2id.hash(password))

/** Hash of a random password. */
let dummy: Promise<string> | undefined

/**
 * Whether a password fits a hash: argon2id, or bcrypt from another system. Without a hash, takes as long as with one:
 * otherwise the time would tell whether an account exists. It does tell of an account with
 * a bcrypt hash, until its owner signs in for the first time.
 */
export function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  return inTurn(async () => {
    if (hash !== null && isBcrypt(hash)) return verifyBcrypt(password, hash)
    dummy ??= argon2id.hash(crypto.randomUUID())
    const fits = await argon2id.verify(password, hash ?? (await dummy))
    return hash !== null && fits
  })
}

/** Whether a hash should be replaced by a new one once its password is known. */
export const isOutdated = (hash: string): boolean => argon2id.isOutdated(hash)
