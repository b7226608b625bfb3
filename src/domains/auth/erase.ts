import type { Transaction } from 'kysely'
import type { OwnerKey } from '../../../db/owner.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { allOwned } from './owned.ts'

/** Erases what a user has. Answers what is to be done once the transaction has committed. */
export async function eraseAll(deps: Deps, trx: Transaction<Tables>, user: OwnerKey) {
  const afterwards: (() => Promise<void>)[] = []
  for (const { erase } of allOwned) {
    const afterCommit = await erase(trx, user, deps)
    if (afterCommit) afterwards.push(afterCommit)
  }
  return afterwards
}
