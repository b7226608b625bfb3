import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'

/** Gives all quests of one owner to another one. */
export const handOverQuests = async (db: Db, { from, to }: { from: OwnerKey; to: OwnerKey }) => {
  const { numUpdatedRows } = await db
    .updateTable('quests')
    .set({ owner: to })
    .where('owner', '=', from)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
