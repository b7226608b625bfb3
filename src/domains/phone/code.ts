import { randomInt } from 'node:crypto'
import type { Deps } from '../../deps.ts'
import { HOUR_MS } from '../../services/durations.ts'

type Keyed = Pick<Deps, 'keyed'>

/** How long a code is valid. */
export const VALID_MS = 10 * 60_000
export const TRIES = 5

/** Codes of the last hour are counted. */
export const COUNTED_MS = HOUR_MS
export const CODES_PER_NUMBER = 3
export const CODES_PER_USER = 5

/** Clocks of several processes may differ so much. What is later was written by a clock that was set back since. */
export const SKEW_MS = 60_000

/** Six digits, each as likely as the others. */
export const newCode = () => String(randomInt(1_000_000)).padStart(6, '0')

/** A code in the database is of no use to who reads it: there are only a million, so the hash needs a key. */
const texts = (own: OwnCode) => [own.user_id, own.phone_number, own.code]

export interface OwnCode {
  user_id: string
  phone_number: string
  code: string
}

export const hashOfCode = ({ keyed }: Keyed, own: OwnCode) => keyed.hashes('verification code', texts(own))[0]
export const isCode = ({ keyed }: Keyed, stored: string, own: OwnCode) =>
  keyed.fits(stored, 'verification code', texts(own))

/** The hashes that a number may have in the database; the first is the one to write. */
export const hashesOfNumber = ({ keyed }: Keyed, phone_number: string) => keyed.hashes('phone number', [phone_number])
