import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'
import { forgetAnswers } from '../../services/idempotency/idempotency.ts'
import { anonymise, readBalance } from '../../services/ledger/ledger.ts'
import type { Owned } from '../../services/owned.ts'
import { toCredits } from './balance.ts'
import * as store from './store.ts'

/** Transactions that an export reads at once. */
const STEP = 500

/** Only users have credits. */
const userIn = (owner: OwnerKey) => (owner.startsWith('user:') ? owner.slice('user:'.length) : undefined)

async function* exportCredits(db: Db, owner: OwnerKey) {
  const userId = userIn(owner)
  if (userId !== undefined) yield toCredits(await readBalance(db, userId))
}

async function* exportTransactions(db: Db, owner: OwnerKey) {
  const userId = userIn(owner)
  let after: number[] | undefined
  while (userId !== undefined) {
    const rows = await store.listTransactions(db, userId, { limit: STEP, offset: 0, ...(after && { after }) })
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < STEP) return
    after = [last.id]
  }
}

/** The ledger stays, because it has to add up, and names the user no more. */
export const owned: Owned = {
  tables: ['user_credits', 'credit_transactions', 'credit_holds'],
  exports: [
    { name: 'credits', items: exportCredits },
    { name: 'credit_transactions', items: exportTransactions },
  ],
  async erase(trx, user, { clock }) {
    const userId = userIn(user)
    const account = userId && (await anonymise(trx, userId, clock.now().toISOString()))
    if (account) await forgetAnswers(trx, 'grantCredits', 'operator', account)
  },
}
