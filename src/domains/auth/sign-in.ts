import { createHash, randomUUIDv7 } from 'node:crypto'
import type { SignedIn } from '../../../schemas/auth/index.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { invalid, Refusal, refuse } from '../../errors.ts'
import { openAccount } from '../../services/ledger/ledger.ts'
import { hashPassword, isOutdated, verifyPassword } from '../../services/passwords/passwords.ts'
import { transaction } from '../../services/transaction.ts'
import { type Attempt, beginAttempt, requireAddress, requireNewAccount } from './attempts.ts'
import * as store from './store.ts'
import { emailKey, requireStrong, toSignedIn } from './user.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'tokens'> & {
  env: Pick<Env, 'SIGNUP_CREDITS' | 'NEW_ACCOUNTS_PER_DAY'>
}

export interface NewAccount {
  email: string
  password: string
  name: string
  phone?: string
}

export interface Credentials {
  email: string
  password: string
}

/** `address`: the rate-limit key of the caller's address. */
export async function register(deps: Needs, account: NewAccount, address: string): Promise<SignedIn> {
  const { email, password, name, phone = null } = account
  requireStrong('body.password', password, email)
  await requireAddress(deps, address)
  await requireNewAccount(deps, address)
  const password_hash = await hashPassword(password)
  const row = await makeUser(deps, { email, email_key: emailKey(email), name, phone, password_hash, device_hash: null })
  if (!row) throw refuse('email-taken')
  return toSignedIn(deps, row)
}

export async function login(deps: Needs, { email, password }: Credentials, address: string): Promise<SignedIn> {
  await requireAddress(deps, address)
  const email_key = emailKey(email)
  const attempt = await beginAttempt(deps, { email_key, address })
  const row = await store.findByEmail(deps.db, { email_key })
  const hash = row?.password_hash ?? null
  const fits = await verified(attempt, password, hash)
  if (!row || hash === null || !fits) throw refuse('credentials-wrong')
  await attempt.succeeded()
  if (isOutdated(hash)) await renewHash(deps, row.id, hash, password)
  return toSignedIn(deps, row)
}

/** Next time, when the service is too busy now. */
async function renewHash({ db }: Needs, id: string, from: string, password: string) {
  const to = await hashPassword(password).catch(undefinedWhenBusy)
  if (to !== undefined) await store.replaceHash(db, { id, from, to })
}

function undefinedWhenBusy(error: unknown) {
  if (error instanceof Refusal) return undefined
  throw error
}

/** The device's user, and whether it was made now. */
export async function signInDevice(
  deps: Needs,
  { device_id, name }: { device_id: string; name: string },
  address: string,
): Promise<{ signedIn: SignedIn; isNew: boolean }> {
  requireRandom(device_id)
  const device_hash = createHash('sha256').update(device_id).digest('base64url')
  const known = await store.findByDevice(deps.db, { device_hash })
  if (known) return { signedIn: await toSignedIn(deps, known), isNew: false }
  await requireAddress(deps, address)
  await requireNewAccount(deps, address)
  const guest = { email: null, email_key: null, name, phone: null, password_hash: null, device_hash }
  const made = await makeUser(deps, guest)
  // The same device signed in at the same time.
  const row = made ?? (await store.findByDevice(deps.db, { device_hash }))
  if (!row) throw refuse('overloaded')
  return { signedIn: await toSignedIn(deps, row), isNew: made !== undefined }
}

/** Different letters that 32 random characters have at least, also hexadecimal ones. */
const LEAST_LETTERS = 8

function requireRandom(device_id: string) {
  if (new Set(device_id).size >= LEAST_LETTERS) return
  throw invalid([{ path: 'body.device_id', message: 'must be random: it is all that keeps others out of the account' }])
}

type Own = Pick<store.UserRow, 'email' | 'email_key' | 'name' | 'phone' | 'password_hash' | 'device_hash'>

/** Undefined when another user has the email or the device. */
const makeUser = ({ db, clock, env }: Needs, own: Own): Promise<store.UserRow | undefined> =>
  transaction(db, async (trx) => {
    const now = clock.now().toISOString()
    const known = { email_verified: 0, phone_verified: 0, token_version: 1, kept_token_id: null }
    const id = randomUUIDv7()
    const row = await store.insertUser(trx, { id, ...own, ...known, created_at: now, updated_at: now })
    if (row) await openAccount(trx, id, env.SIGNUP_CREDITS)
    return row
  })

/** Whether the password fits. An attempt that could not be made is not held against the account. */
export async function verified(attempt: Attempt, password: string, hash: string | null): Promise<boolean> {
  try {
    return await verifyPassword(password, hash)
  } catch (error) {
    if (error instanceof Refusal) await attempt.withdrawn()
    throw error
  }
}

/** Proves that the caller knows the user's password, where there is one. */
export async function requirePassword(
  deps: Pick<Needs, 'db' | 'clock'>,
  row: store.UserRow,
  { password, path, address }: { password: string | undefined; path: string; address: string },
): Promise<void> {
  if (row.password_hash === null || row.email_key === null) return
  if (password === undefined) throw invalid([{ path, message: 'is needed: this account has a password' }])
  const attempt = await beginAttempt(deps, { email_key: row.email_key, address })
  if (!(await verified(attempt, password, row.password_hash))) throw refuse('password-wrong')
  await attempt.succeeded()
}
