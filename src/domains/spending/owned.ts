import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'
import type { Owned } from '../../services/owned.ts'
import { defaultBudget, readSettings } from '../../services/spending/budget.ts'
import * as events from '../../services/spending/store.ts'
import { isUser, lockUser, recomputeTotals, userIdOf } from '../../services/spending/totals.ts'
import * as totals from '../../services/spending/totals-store.ts'

const PAGE = 500

/** The least id of a UUID. */
const FIRST = '00000000-0000-0000-0000-000000000000'

/** Paid calls, a page at a time. */
async function* listEvents(db: Db, owner: OwnerKey) {
  let after = FIRST
  for (;;) {
    const rows = await events.listEvents(db, { owner, after, limit: PAGE })
    for (const { owner: _own, price_versions, expires_at: _expires, ...event } of rows)
      yield { ...event, price_versions: JSON.parse(price_versions) as object }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}

async function* listBudget(db: Db, owner: OwnerKey) {
  const settings = isUser(owner) ? await readSettings(db, userIdOf(owner)) : undefined
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
    if (!isUser(user)) return
    await lockUser(trx, user)
    await events.giveEvents(trx, { from: user, to: null })
    await totals.deleteTotals(trx, user)
    await totals.deleteBudget(trx, userIdOf(user))
  },
  async claim(trx, { from, to, now, dryRun }) {
    if (dryRun || !isUser(to))
      return { counts: { spending: (await events.countEvents(trx, from)).count }, conflicts: [] }
    await lockUser(trx, to)
    const spending = Number((await events.giveEvents(trx, { from, to })).numUpdatedRows)
    const { timezone } = (await readSettings(trx, userIdOf(to))) ?? defaultBudget
    if (spending > 0) await recomputeTotals(trx, to, timezone, new Date(now))
    return { counts: { spending }, conflicts: [] }
  },
}
