import type { Db } from '../../../db/tables.ts'

const ROW = 1

/** Other processes take a slot between the read and the update: then it is read again. */
const ATTEMPTS = 50

/**
 * Takes the next slot, at `now` or when the one before is over. Undefined when that is later than `latest`. An update that
 * names the value which it replaces: two processes never take the same slot.
 */
export async function takeSlot(
  db: Db,
  { now, latest, intervalMs }: { now: string; latest: string; intervalMs: number },
): Promise<string | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await db.selectFrom('call_pace').select('next_at').where('id', '=', ROW).executeTakeFirst()
    const slot = row && row.next_at > now ? row.next_at : now
    if (slot > latest) return undefined
    const next_at = new Date(Date.parse(slot) + Math.max(1, Math.round(intervalMs))).toISOString()
    if (row ? await moveOn(db, row.next_at, next_at) : await begin(db, next_at)) return slot
  }
  return undefined
}

const begin = (db: Db, next_at: string) =>
  db
    .insertInto('call_pace')
    .values({ id: ROW, next_at })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()

const moveOn = (db: Db, before: string, next_at: string) =>
  db
    .updateTable('call_pace')
    .set({ next_at })
    .where('id', '=', ROW)
    .where('next_at', '=', before)
    .returning('id')
    .executeTakeFirst()
