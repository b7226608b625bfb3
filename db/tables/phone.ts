import type { Instant, Once } from '../columns.ts'
import type { OwnerKey } from '../owner.ts'

/** Numbers whose user has proved to answer them. */
export interface VerifiedNumbersTable {
  /** E.164; of one user at most. */
  phone_number: Once<string>
  user_id: Once<string>
  verified_at: Instant
}

/** Who has asked that a number is not called: its user, the operator, or both. */
export interface DoNotCallTable {
  phone_number: Once<string>
  refused_by: Once<OwnerKey | 'operator'>
  created_at: Once<Instant>
}

/** Codes that were sent, for an hour at least: those of a number and of a user are counted. */
export interface VerificationCodesTable {
  id: Once<string>
  /** Null once the user is deleted: what was sent to the number still counts. */
  user_id: string | null
  /** Keyed hash of the number. */
  number_hash: Once<string>
  /** Keyed hash of the code, with the user and the number. */
  code_hash: string
  tries_left: number
  created_at: Once<Instant>
  expires_at: Once<Instant>
  /** When it was used, or replaced by another one. */
  closed_at: Instant | null
}

export interface PhoneTables {
  verified_numbers: VerifiedNumbersTable
  do_not_call: DoNotCallTable
  verification_codes: VerificationCodesTable
}
