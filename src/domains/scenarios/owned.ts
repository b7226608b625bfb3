import { userIn } from '../../../db/owner.ts'
import { eachRow } from '../../services/each-row.ts'
import type { Owned } from '../../services/owned.ts'
import { toScenario } from './scenario.ts'
import * as store from './store.ts'

export const owned: Owned = {
  tables: ['call_scenario_templates'],
  exports: [
    {
      name: 'scenarios',
      async *items(db, owner) {
        const userId = userIn(owner)
        if (userId === undefined) return
        for await (const row of eachRow(
          '',
          (after: string, limit: number) => store.listOwn(db, userId, after, limit),
          ({ id }) => id,
        ))
          yield toScenario(row)
      },
    },
  ],
  async erase(trx, user) {
    const userId = userIn(user)
    if (userId !== undefined) await store.deleteOwn(trx, userId)
  },
}
