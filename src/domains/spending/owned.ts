import type { Transaction } from 'kysely'
import { type OwnerKey, userIn } from '../../../db/owner.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import { eachRow } from '../../services/each-row.ts'
import type { Owned } from '../../services/owned.ts'
import { readSettings } from '../../services/spending/budget.ts'
import * as events from '../../services/spending/store.ts'
import { earliestOf, keyOf, lockUser, raiseAlerts, recomputeTotals } from '../../services/spending/totals.ts'
import * as totals from '../../services/spending/totals-store.ts'

async function* listEvents(db: Db, owner: OwnerKey) {
  const read = (after: events.EventKey, limit: number) => events.listEvents(db, { owner, after, limit })
  for await (const { owner: _own, price_versions, expires_at: _expires, ...event } of eachRow(
    events.beforeAll,
    read,
    (it) => it,
  ))
    yield { ...event, price_versions: JSON.parse(price_versions) as object }
}

async function* listBudget(db: Db, owner: OwnerKey) {
  const userId = userIn(owner)
  const settings = userId && (await readSettings(db, userId))
  if (settings) yield settings
}

/** The ledger stays when its user goes, and says no longer whose it was: what the service paid, it has paid. */
export const owned: Owned = {
  tables: ['spend_events', 'spend_totals', 'user_budget_settings'],
  exports: [
    { name: 'spending', items: listEvents },
    { name: 'budget', items: listBudget },
  ],
  async erase(trx, user) {
    const userId = userIn(user)
    if (userId === undefined) return
    await lockUser(trx, userId)
    await events.giveEvents(trx, { from: user, to: null })
    await totals.deleteTotals(trx, keyOf(userId))
    await totals.deleteBudget(trx, userId)
  },
  async claim(trx, { from, to, now, dryRun }) {
    const userId = userIn(to)
    if (dryRun || userId === undefined)
      return { counts: { spending: (await events.countEvents(trx, from)).count }, conflicts: [] }
    await lockUser(trx, userId)
    const spending = Number((await events.giveEvents(trx, { from, to })).numUpdatedRows)
    if (spending > 0) await countClaimed(trx, userId, now)
    return { counts: { spending }, conflicts: [] }
  },
}

/** The alerts are set for the user to see. */
async function countClaimed(trx: Transaction<Tables>, userId: string, now: string) {
  const settings = await readSettings(trx, userId)
  if (!settings) return
  await recomputeTotals(trx, userId, settings.timezone, now)
  await raiseAlerts(trx, userId, settings, { at: now, since: earliestOf(now), now })
}
