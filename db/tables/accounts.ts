import type { Instant, Once } from '../columns.ts'

/** People with an account: with an email and a password, or guests that a device signs in. */
export interface UsersTable {
  id: Once<string>
  /** As it was written; null for a guest. */
  email: string | null
  /** The email in lower case: what makes it unique, and what a login looks for. */
  email_key: string | null
  name: string
  /** E.164 */
  phone: string | null
  /** 0 or 1. */
  email_verified: number
  phone_verified: number
  password_hash: string | null
  /** SHA-256 of the device id, which alone signs in. */
  device_hash: string | null
  /** A token of an earlier version has ended, except the one in `kept_token_id`. */
  token_version: number
  kept_token_id: string | null
  created_at: Once<Instant>
  updated_at: Instant
}

/** Tokens that ended before their time. */
export interface TokenBlacklistTable {
  token_id: string
  user_id: string
  /** When the token would have ended by itself: then the row is removed. */
  expires_at: Instant
  reason: 'logout'
}

/** Attempts to sign in, one row per account, address, or account and address. Times are milliseconds since 1970. */
export interface LoginAttemptsTable {
  /** What is counted, with hashes of the email and the address. */
  key: string
  /** The account that the attempts are for; null for those of an address to all accounts. */
  account: Once<string | null>
  /** Since the last success, or within the current window. */
  failures: number
  blocked_until_ms: number
  /** Of an account and an address: until then the account's owner is known to come from there; otherwise 0. */
  known_until_ms: number
  updated_at_ms: number
}

export interface AccountsTables {
  users: UsersTable
  token_blacklist: TokenBlacklistTable
  login_attempts: LoginAttemptsTable
}
