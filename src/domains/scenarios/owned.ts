import { userIn } from '../../../db/owner.ts'
import type { Owned } from '../../services/owned.ts'
import { rowsOfUser } from '../../services/rows-of-user.ts'
import { toScenario } from './scenario.ts'
import * as store from './store.ts'

export const owned: Owned = {
  tables: ['call_scenario_templates'],
  exports: [{ name: 'scenarios', items: rowsOfUser(store.listOwn, (row) => toScenario(row)) }],
  async erase(trx, user) {
    const userId = userIn(user)
    if (userId !== undefined) await store.deleteOwn(trx, userId)
  },
}
