import type { OwnerKey } from '../../../db/owner.ts'
import type { Owned } from '../owned.ts'
import { keyedOperations, scopeOf } from './idempotency.ts'
import * as store from './store.ts'

const scopesOf = (owner: OwnerKey) => keyedOperations.map((operation) => scopeOf(operation, owner))

/** Keys are of the moment, and no part of an export. */
export const owned: Owned = {
  tables: ['idempotency_keys'],
  async erase(trx, user) {
    for (const scope of scopesOf(user)) await store.forgetScope(trx, scope)
  },
  /** A request that is sent again after the claim gets the answer of the first one. */
  async claim(trx, { from, to, dryRun }) {
    const [before, after] = [scopesOf(from), scopesOf(to)]
    if (!dryRun)
      for (const [at, scope] of before.entries())
        await store.handOverKeys(trx, { from: scope, to: after[at] as string })
    return { counts: {}, conflicts: [] }
  },
}
