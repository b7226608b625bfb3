import type { TokenValidity } from '../../../schemas/auth/index.ts'
import type { Deps } from '../../deps.ts'
import type { User as Principal } from '../../http/principal.ts'

export { changePassword, linkEmail, logout, readMe, updateMe } from './account.ts'
export { claimSession, deleteMe, exportMe } from './belongings.ts'
export { login, register, signInDevice } from './sign-in.ts'

/** Everything: what users own is in every domain. */
export type Needs = Deps

/** The token has been verified already, as with every request. */
export const validateToken = ({ userId, tokenId, expiresAt }: Principal): TokenValidity => ({
  valid: true,
  user_id: userId,
  token_id: tokenId,
  expires_at: expiresAt,
})
