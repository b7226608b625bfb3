import { userIn } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'
import { deleteReleased, lockBlobs, releaseBlobs, STEP } from '../../services/blobs/release.ts'
import { beforeWrites } from '../../services/blobs/write.ts'
import type { Owned } from '../../services/owned.ts'
import { rowsOfUser } from '../../services/rows-of-user.ts'
import { toTurn } from './call.ts'
import * as store from './owned-store.ts'
import { listTurns } from './turns-store.ts'

type Row = Awaited<ReturnType<typeof store.listAfter>>[number]

/** A call with its transcript. */
async function exported(row: Row, db: Db): Promise<object> {
  const { id, persona_id, persona_name, phone_number, status, end_reason, started_at, summary } = row
  const { scenario_id, call_scenario, call_pretext, duration_seconds, credits_used, cost_micro_usd } = row
  const transcript = (await listTurns(db, id)).map(toTurn)
  const about = { persona_id, persona_name, scenario_id, call_scenario, call_pretext, phone_number }
  const how = { status, end_reason, started_at, duration_seconds, credits_used, cost_micro_usd }
  return { id, ...about, ...how, summary, transcript }
}

export const owned: Owned = {
  tables: ['calls', 'call_turns', 'call_costs', 'carrier_events', 'scheduled_calls'],
  exports: [
    { name: 'calls', items: rowsOfUser(store.listAfter, exported, store.FIRST_UUID) },
    {
      name: 'scheduled_calls',
      items: rowsOfUser(store.listScheduledAfter, ({ user_id: _user, ...row }) => row, store.FIRST_UUID),
    },
  ],
  /** Calls that go on are ended at the carrier, which no row names any more: after the rows are surely gone. */
  async erase(trx, user, deps) {
    const userId = userIn(user)
    if (userId === undefined) return
    const open = await store.listOpenSids(trx, userId)
    const blobs = (await store.listBlobs(trx, userId)).map(({ recording_blob_id }) => recording_blob_id as number)
    await lockBlobs(trx, blobs)
    await store.deleteCalls(trx, userId)
    const released: Awaited<ReturnType<typeof releaseBlobs>> = []
    for (let at = 0; at < blobs.length; at += STEP)
      released.push(...(await releaseBlobs(trx, blobs.slice(at, at + STEP), beforeWrites(deps))))
    return async () => {
      await deleteReleased(deps, released)
      for (const { sid } of open) await deps.telephony.hangUp(sid as string).catch(() => {})
    }
  },
}
