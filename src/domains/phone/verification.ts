import { randomUUIDv7 } from 'node:crypto'
import type { PhoneVerification } from '../../../schemas/phone.ts'
import type { Deps } from '../../deps.ts'
import { invalid, type Refusal, refuse } from '../../errors.ts'
import type { User as Principal } from '../../http/principal.ts'
import { maskPhoneNumber, readPhoneNumber } from '../../services/phone-number.ts'
import { transaction } from '../../services/transaction.ts'
import {
  CODES_PER_NUMBER,
  CODES_PER_USER,
  COUNTED_MS,
  hashesOfNumber,
  hashOfCode,
  newCode,
  type OwnCode,
  SKEW_MS,
  TRIES,
  VALID_MS,
} from './code.ts'
import { type Delivered, type Log, requireDelivery } from './delivery.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'telephony' | 'keyed' | 'paidCalls'> & Delivered

export async function sendVerification(
  deps: Needs,
  { userId }: Principal,
  phone_number: string,
  log: Log,
): Promise<PhoneVerification> {
  await requireOrdinary(phone_number)
  const deliver = requireDelivery(deps)
  if (await store.findRefusal(deps.db, phone_number)) throw refuse('calls-refused')
  const own = { user_id: userId, phone_number, code: newCode() }
  const { id, expiresAt } = await makeCode(deps, own)
  const told = await deliver(deps, { id, phone_number, code: own.code, expiresAt }, log)
  if (told !== 'sent') {
    // Nothing rang: it is not counted.
    await store.deleteCode(deps.db, id)
    throw told
  }
  return {
    phone_number: maskPhoneNumber(phone_number),
    expires_at: expiresAt.toISOString(),
    simulated: deps.telephony.name === 'simulated',
  }
}

async function requireOrdinary(phone_number: string) {
  const number = await readPhoneNumber(phone_number)
  const path = 'body.phone_number'
  if (!number) throw invalid([{ path, message: 'must be a phone number that can exist' }])
  if (number.isPremium) throw invalid([{ path, message: 'must not be a number of premium rate or shared cost' }])
}

/** Counts and writes in one transaction, in which no other request sends to this number, or to another of this user's. */
async function makeCode(deps: Needs, own: OwnCode): Promise<{ id: string; expiresAt: Date }> {
  const { user_id } = own
  const hashes = hashesOfNumber(deps, own.phone_number)
  const [number_hash] = hashes
  const id = randomUUIDv7()
  return transaction(deps.db, async (trx) => {
    await store.lockCodes(trx, 'user', user_id)
    await store.lockCodes(trx, 'number', number_hash)
    const now = deps.clock.now()
    const nowMs = now.getTime()
    const span = { after: isoOf(nowMs - COUNTED_MS), until: isoOf(nowMs + SKEW_MS) }
    const toNumber = await store.sentToNumber(trx, hashes, span, CODES_PER_NUMBER)
    requireFewer(toNumber, { limit: CODES_PER_NUMBER, whose: 'A number', nowMs })
    const toUser = await store.sentToUser(trx, user_id, span, CODES_PER_USER)
    requireFewer(toUser, { limit: CODES_PER_USER, whose: 'A user', nowMs })
    await store.closeCodes(trx, { user_id, hashes, now: now.toISOString() })
    const expiresAt = new Date(nowMs + VALID_MS)
    const times = { created_at: now.toISOString(), expires_at: expiresAt.toISOString() }
    const code = { user_id, number_hash, code_hash: hashOfCode(deps, own), tries_left: TRIES }
    await store.insertCode(trx, { id, ...code, ...times })
    return { id, expiresAt }
  })
}

const isoOf = (ms: number) => new Date(ms).toISOString()

/** `sent`: the newest ones of an hour, at most `limit`; the oldest of them has to be an hour old before the next. */
function requireFewer(
  sent: readonly { created_at: string }[],
  { limit, whose, nowMs }: { limit: number; whose: string; nowMs: number },
) {
  const oldest = sent[limit - 1]
  if (oldest) throw tooMany(limit, whose, Date.parse(oldest.created_at) + COUNTED_MS - nowMs)
}

function tooMany(limit: number, whose: string, waitMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000))
  return refuse('verifications-exceeded', {
    message: `${whose} may be sent ${limit} codes an hour; try again in ${seconds} s.`,
    headers: { 'retry-after': String(seconds) },
  })
}
