import type { User } from '../../../schemas/auth/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { User as Principal } from '../../http/principal.ts'
import { hashPassword } from '../../services/passwords/passwords.ts'
import { transaction } from '../../services/transaction.ts'
import { requireAddress } from './attempts.ts'
import { requirePassword } from './sign-in.ts'
import * as store from './store.ts'
import { emailKey, requireStrong, toUser } from './user.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'tokens'>

/** The token was valid a moment ago; its user has been deleted since. */
const gone = () => refuse('unauthorized')

/** The user of a valid token. */
export async function requireUser({ db }: Pick<Needs, 'db'>, id: string): Promise<store.UserRow> {
  const row = await store.findUser(db, { id })
  if (!row) throw gone()
  return row
}

export const readMe = async (deps: Needs, { userId }: Principal): Promise<User> =>
  toUser(await requireUser(deps, userId))

export async function updateMe(
  { db, clock }: Needs,
  { userId }: Principal,
  changes: { name?: string; phone?: string | null },
): Promise<User> {
  return transaction(db, async (trx) => {
    if (!(await store.lockUser(trx, userId))) throw gone()
    const row = await requireUser({ db: trx }, userId)
    const { name = row.name, phone = row.phone } = changes
    const phone_verified = phone === row.phone ? row.phone_verified : 0
    const updated_at = clock.now().toISOString()
    const updated = await store.updateUser(trx, { id: userId, name, phone, phone_verified, updated_at })
    return toUser(updated as store.UserRow)
  })
}

export async function linkEmail(
  deps: Needs,
  { userId }: Principal,
  { email, password }: { email: string; password: string },
  address: string,
): Promise<User> {
  const { db, clock } = deps
  requireStrong('body.password', password, email)
  if ((await requireUser(deps, userId)).email_key !== null) throw refuse('email-already-set')
  await requireAddress(deps, address)
  const email_key = emailKey(email)
  const password_hash = await hashPassword(password)
  const changes = { email, email_key, password_hash, updated_at: clock.now().toISOString() }
  const row = await store.setEmail(db, { id: userId, ...changes })
  if (row === 'taken') throw refuse('email-taken')
  if (!row) throw refuse('email-already-set')
  return toUser(row)
}

export async function changePassword(
  deps: Needs,
  principal: Principal,
  { current, next }: { current: string; next: string },
  address: string,
): Promise<void> {
  const { db, clock, tokens } = deps
  const { userId, tokenId } = principal
  const row = await requireUser(deps, userId)
  if (row.password_hash === null) throw refuse('password-wrong', { message: 'This account has no password yet.' })
  requireStrong('body.next', next, row.email)
  await requirePassword(deps, row, { password: current, path: 'body.current', address })
  const password_hash = await hashPassword(next)
  await transaction(db, async (trx) => {
    // The token is kept, so it must not have been ended by another request while this one was hashing.
    if (!(await store.lockUser(trx, userId)) || !(await tokens.isStillValid(trx, principal))) throw gone()
    // Only what was checked is replaced: of two changes at once, one is too late.
    const id = { id: userId, from: row.password_hash as string, to: password_hash }
    if (!(await store.replaceHash(trx, id))) throw refuse('password-wrong')
    await store.updateUser(trx, { id: userId, device_hash: null, updated_at: clock.now().toISOString() })
    await tokens.endAll(trx, userId, tokenId)
  })
  tokens.forget(userId)
}

export async function logout(
  { db, tokens }: Needs,
  principal: Principal,
  { everywhere }: { everywhere: boolean },
): Promise<void> {
  const { userId } = principal
  await transaction(db, async (trx) => {
    // Not deleted meanwhile.
    if (!(await store.lockUser(trx, userId))) throw gone()
    if (!everywhere) return tokens.end(trx, principal)
    await tokens.endAll(trx, userId)
    // A guest has no other way in.
    await store.forgetDevice(trx, userId)
  })
  tokens.forget(userId)
}
