import { ownerKey } from '../../../db/owner.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import { readPhoneNumber } from '../../services/phone-number.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

const notFound = () => refuse('phone-number-not-found')

/** `userId` is null for the operator. */
export async function refuseCalls({ db, clock }: Needs, userId: string | null, phone_number: string): Promise<void> {
  if (userId === null) await requireNumber(phone_number)
  else if (!(await store.findOwnNumber(db, userId, phone_number))) throw notFound()
  const refused_by = userId === null ? 'operator' : ownerKey({ user_id: userId })
  await store.insertRefusal(db, { phone_number, refused_by, created_at: clock.now().toISOString() })
}

/** The operator takes back what anyone has refused: a person may ask for that who cannot sign in. */
export async function allowCalls({ db }: Pick<Needs, 'db'>, userId: string | null, phone_number: string) {
  const by = userId === null ? null : ownerKey({ user_id: userId })
  if ((await store.deleteRefusal(db, phone_number, by)).length === 0) throw notFound()
}

async function requireNumber(phone_number: string) {
  if (await readPhoneNumber(phone_number)) return
  throw invalid([
    { path: 'params.phone_number', message: 'must be a phone number that can exist, in the form of E.164' },
  ])
}
