import { eachRow } from '../../services/each-row.ts'
import type { Owned } from '../../services/owned.ts'
import { toMessage } from './message.ts'
import * as store from './owned-store.ts'

/** Messages that an export reads at once. */
const MESSAGES = 50

export const owned: Owned = {
  tables: ['chats', 'chat_messages'],
  exports: [
    {
      name: 'chats',
      async *items(db, owner) {
        const read = (after: number, limit: number) => store.listChats(db, { owner, after, limit })
        for await (const { id: _id, ...chat } of eachRow(0, read, ({ id }) => id)) yield chat
      },
    },
    {
      name: 'chat_messages',
      async *items(db, owner) {
        const read = (after: number, limit: number) => store.listAllMessages(db, { owner, after, limit })
        for await (const row of eachRow(0, read, ({ id }) => id, MESSAGES))
          yield { session_id: row.session_id, ...toMessage(row) }
      },
    },
  ],
  async erase(trx, user) {
    await store.deleteChats(trx, user)
  },
  /** An answer that runs goes on: it is stored by its id. */
  async claim(trx, { from, to, dryRun }) {
    const theirs = await (dryRun ? store.listSessions : store.lockChats)(trx, from)
    const mine = new Set((await store.listSessions(trx, to)).map(({ session_id }) => session_id))
    const conflicts = theirs.map(({ session_id }) => session_id).filter((session_id) => mine.has(session_id))
    if (!dryRun) await store.handOverChats(trx, { from, to })
    return { counts: { chats: theirs.length - conflicts.length }, conflicts }
  },
}
