import type { CreditGrant, Credits, CreditTransaction, CreditTransactionPage } from '../../../schemas/credits.ts'
import type { PageQuery } from '../../../schemas/paging.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import { type Effect, type Outcome, runOnce } from '../../services/idempotency/idempotency.ts'
import { names } from '../../services/ledger/amount.ts'
import { grant, readBalance } from '../../services/ledger/ledger.ts'
import { type Order, pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { toCredits } from './balance.ts'
import * as store from './store.ts'

export { owned } from './owned.ts'

export type Needs = Pick<Deps, 'db' | 'clock'>

export const readCredits = async ({ db }: Needs, userId: string): Promise<Credits> =>
  toCredits(await readBalance(db, userId))

const newest: Order = { name: 'newest', keys: ['number'] }

export async function listCreditTransactions(
  { db }: Needs,
  userId: string,
  query: PageQuery,
): Promise<CreditTransactionPage> {
  const window = windowOf(query, newest)
  const rows = await store.listTransactions(db, userId, window)
  const total = await totalOf(window, rows.length, () => store.countTransactions(db, userId))
  return pageOf(query, rows, total, newest, ({ id }) => [id])
}

/** A grant and its account, which names the user to none but the database. */
interface Granted {
  account_id: string
  transaction: CreditTransaction
  isRepeated: boolean
}

/** Gives credits once for each key, and once for each reference. */
export async function grantCredits(
  deps: Needs,
  key: string | undefined,
  body: CreditGrant,
): Promise<Outcome<CreditTransaction>> {
  const { user_id, credits, reason, reference } = body
  const userId = user_id.toLowerCase()
  if (names(reference, userId))
    throw invalid([
      { path: 'body.reference', message: 'must not contain the id of the user: it stays without the user' },
    ])
  const prepare = async (): Promise<Effect<Granted>> => async (trx) => {
    const now = deps.clock.now().toISOString()
    const granted = await grant(trx, userId, { credits, reason, reference, now })
    if (!granted) throw refuse('user-not-found')
    const { account_id, ...transaction } = granted.transaction
    return { account_id, transaction, isRepeated: granted.isRepeated }
  }
  const keyed = { operation: 'grantCredits', owner: 'operator', key, body } as const
  const { answer, replayed } = await runOnce(deps, keyed, prepare, ({ account_id }) => account_id)
  return { answer: answer.transaction, replayed: replayed || answer.isRepeated }
}
