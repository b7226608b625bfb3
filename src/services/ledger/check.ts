import { FIRST_UUID } from '../../../db/columns.ts'
import type { Db } from '../../../db/tables.ts'
import * as store from './check-store.ts'

/**
 * What holds of a ledger at any moment:
 *
 * - I1: the balance of an account is the sum of its rows, and each row has the balance that follows from the row before.
 * - I2: credits come from purchases and grants and go to usages: each row belongs to an account, the sums over the life of
 *   an account are those of its rows, and a refund gives back no more than a usage took. There are no accounts of the
 *   service itself, so this stands for a sum of zero over all accounts.
 * - I3: what is reserved is the sum of the open holds, and is never more than the balance.
 * - I5: a hold that was captured has one usage, every other hold has none, and a usage has a hold.
 */
export interface Violation {
  invariant: 'I1' | 'I2' | 'I3' | 'I5'
  account_id: string
  message: string
}

/** Accounts that one statement looks at. */
const ACCOUNTS = 200
/** Rows of which one statement looks whether they belong to an account. */
const ROWS = 5_000

/** Computes every account from its rows again and yields what does not hold. `onProgress` is told the part that is done. */
export async function* check(db: Db, onProgress: (share: number) => void = () => {}): AsyncGenerator<Violation> {
  const { count } = await store.countAccounts(db)
  const { id: last } = await store.lastTransaction(db)
  const all = Math.max(1, count * 2 + last / ROWS)
  let done = 0
  let after = FIRST_UUID
  for (;;) {
    const accounts = await store.listAccounts(db, { after, limit: ACCOUNTS })
    const until = accounts.at(-1)?.id
    if (until === undefined) break
    yield* checkAccounts(db, { after, until })
    after = until
    done += accounts.length * 2
    onProgress(done / all)
  }
  for (let from = 0; from < last; from += ROWS) {
    for (const { id, account_id } of await store.listOrphans(db, { after: from, until: from + ROWS }))
      yield { invariant: 'I2', account_id, message: `row ${id} belongs to no account` }
    onProgress(++done / all)
  }
}

async function* checkAccounts(db: Db, range: store.Range): AsyncGenerator<Violation> {
  for (const account of await store.listUnequal(db, range)) yield* unequal(account)
  for (const { id, account_id, credits, balance_before, balance_after } of await store.listBroken(db, range)) {
    const message = `row ${id}: ${balance_before} and ${credits} are not ${balance_after}`
    yield { invariant: 'I1', account_id, message }
  }
  for (const { id, account_id, state, usages } of await store.listMischarged(db, range))
    yield { invariant: 'I5', account_id, message: `hold ${id} is ${state} and has ${usages} usages` }
  for (const { id, account_id, type } of await store.listUnfounded(db, range))
    yield type === 'usage'
      ? { invariant: 'I5', account_id, message: `row ${id} is a usage without a hold` }
      : { invariant: 'I2', account_id, message: `row ${id} refunds more than a usage took` }
}

function* unequal(of: Awaited<ReturnType<typeof store.listUnequal>>[number]): Generator<Violation> {
  const { id: account_id, balance, reserved, entries, open } = of
  const told = (invariant: Violation['invariant'], message: string) => ({ invariant, account_id, message })
  if (balance !== entries) yield told('I1', `the balance is ${balance}, its rows add up to ${entries}`)
  if (of.lifetime_purchased !== of.purchased)
    yield told('I2', `purchased are ${of.lifetime_purchased}, by its rows ${of.purchased}`)
  if (of.lifetime_used !== of.used) yield told('I2', `used are ${of.lifetime_used}, by its rows ${of.used}`)
  if (reserved !== open) yield told('I3', `reserved are ${reserved}, its open holds keep ${open}`)
  if (balance < 0 || balance < open) yield told('I3', `the balance is ${balance}, its open holds keep ${open}`)
}
