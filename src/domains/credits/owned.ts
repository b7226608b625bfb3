import { type OwnerKey, userIn } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'
import { eachRow } from '../../services/each-row.ts'
import { forgetAnswers } from '../../services/idempotency/idempotency.ts'
import { anonymise, readBalance } from '../../services/ledger/ledger.ts'
import type { Owned } from '../../services/owned.ts'
import { toCredits } from './balance.ts'
import * as store from './store.ts'

async function* exportCredits(db: Db, owner: OwnerKey) {
  const userId = userIn(owner)
  if (userId !== undefined) yield toCredits(await readBalance(db, userId))
}

async function* exportTransactions(db: Db, owner: OwnerKey) {
  const userId = userIn(owner)
  if (userId === undefined) return
  const read = (after: number, limit: number) =>
    store.listTransactions(db, userId, { limit, offset: 0, after: [after] })
  yield* eachRow(Number.MAX_SAFE_INTEGER, read, ({ id }) => id)
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
