import { Type } from '@sinclair/typebox'
import { ownerKey } from '../../../db/owner.ts'
import type { Deps } from '../../deps.ts'
import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import { pruneBlacklist } from '../../services/tokens/store.ts'
import { transaction } from '../../services/transaction.ts'
import { pruneAttempts } from './attempts.ts'
import { eraseAll } from './erase.ts'

/** Erases what requests that were under way have written for a user who is gone. */
export const eraseLeftovers = defineJob({
  name: 'erase-leftovers',
  data: Type.Object({ user_id: Type.String() }),
  run: async (deps: Deps, { user_id }) => {
    const afterwards = await transaction(deps.db, (trx) => eraseAll(deps, trx, ownerKey({ user_id })))
    for (const run of afterwards) await run()
  },
})

/** Removes tokens that have ended by themselves, and attempts to sign in that nothing depends on any more. */
export const sweepSignIns = defineJob({
  name: 'sweep-sign-ins',
  data: Nothing,
  schedule: 'hourly',
  run: async (needs: Pick<Deps, 'db' | 'clock'>) => {
    // The clocks of several processes may differ.
    const ended = new Date(needs.clock.now().getTime() - 60_000).toISOString()
    await pruneBlacklist(needs.db, ended)
    await pruneAttempts(needs)
  },
})

export const jobs = [eraseLeftovers, sweepSignIns]
