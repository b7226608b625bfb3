import type { VerifiedPhone } from '../../../schemas/phone.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { User as Principal } from '../../http/principal.ts'
import { transaction } from '../../services/transaction.ts'
import { hashesOfNumber, isCode, SKEW_MS } from './code.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'keyed'>

export async function checkVerification(
  deps: Needs,
  { userId: user_id }: Principal,
  { phone_number, code }: { phone_number: string; code: string },
): Promise<VerifiedPhone> {
  const { db, clock } = deps
  const at = clock.now()
  const now = at.toISOString()
  const until = new Date(at.getTime() + SKEW_MS).toISOString()
  const hashes = hashesOfNumber(deps, phone_number)
  // By itself, before the transaction: a try counts whatever comes of it.
  const tried = await store.takeTry(db, { user_id, hashes, now, until })
  if (!tried) throw refuse('verification-not-found')
  if (!isCode(deps, tried.code_hash, { user_id, phone_number, code })) throw wrong(tried.tries_left)
  await transaction(db, async (trx) => {
    if (!(await store.confirmPhone(trx, { user_id, phone_number, now }))) throw refuse('unauthorized')
    if (!(await store.useCode(trx, tried.id, now))) throw refuse('verification-not-found')
    if (!(await store.claimNumber(trx, { user_id, phone_number, now }))) throw refuse('phone-taken')
  })
  return { verified: true }
}

const wrong = (tries_left: number) =>
  refuse('code-wrong', {
    message: `This is not the code; ${tries_left === 1 ? '1 try is' : `${tries_left} tries are`} left.`,
    members: { tries_left },
  })
