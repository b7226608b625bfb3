import type { SignedIn, User } from '../../../schemas/auth/index.ts'
import type { Deps } from '../../deps.ts'
import { invalid } from '../../errors.ts'
import { isCommon } from '../../services/passwords/common.ts'
import type { UserRow } from './store.ts'

/** What makes an email unique: capitals, and ways of writing one letter, make no difference. */
export const emailKey = (email: string) => email.normalize('NFC').toLowerCase()

export const toUser = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  phone: row.phone,
  email_verified: row.email_verified === 1,
  phone_verified: row.phone_verified === 1,
  created_at: row.created_at,
  updated_at: row.updated_at,
})

export async function toSignedIn({ tokens }: Pick<Deps, 'tokens'>, row: UserRow): Promise<SignedIn> {
  const { token, expiresAt } = await tokens.issue(row)
  return { token, expires_at: expiresAt, user: toUser(row) }
}

/** Refuses a new password that many have, or that is the email itself. */
export function requireStrong(path: string, password: string, email: string | null) {
  const isEmail = email !== null && emailKey(password) === emailKey(email)
  if (isEmail) throw invalid([{ path, message: 'must not be the email' }])
  if (isCommon(password)) throw invalid([{ path, message: 'must not be one of the 3,000 commonest passwords' }])
}
