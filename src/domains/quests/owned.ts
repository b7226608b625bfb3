import { eachRow } from '../../services/each-row.ts'
import type { Owned } from '../../services/owned.ts'
import { handOverQuests } from './owned-store.ts'
import { toQuest } from './progress.ts'
import * as store from './store.ts'

export const owned: Owned = {
  tables: ['quests', 'quest_steps_done'],
  exports: [
    {
      name: 'quests',
      async *items(db, owner) {
        const window = (after: number, limit: number) => ({ limit, offset: 0, after: [after] })
        const read = (after: number, limit: number) =>
          store.listQuests(db, { owner, sort: 'oldest' }, window(after, limit))
        for await (const row of eachRow(0, read, ({ id }) => id)) yield toQuest(row)
      },
    },
  ],
  async erase(trx, user) {
    await store.deleteQuests(trx, user)
  },
  async claim(trx, { from, to, dryRun }) {
    const quests = dryRun
      ? (await store.countQuests(trx, { owner: from, sort: 'oldest' })).count
      : await handOverQuests(trx, { from, to })
    return { counts: { quests }, conflicts: [] }
  },
}
