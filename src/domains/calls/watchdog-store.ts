import type { Db } from '../../../db/tables.ts'
import type { CallRow } from './store.ts'

/** Most calls that one run looks at. */
const LIMIT = 200

/** Calls that are open, and were begun before a moment; the oldest first. */
export const listOpenSince = (db: Db, status: CallRow['status'], before: string) =>
  db
    .selectFrom('calls')
    .selectAll()
    .where('status', '=', status)
    .where('started_at', '<', before)
    .orderBy('started_at')
    .limit(LIMIT)
    .execute()

/** Calls that have ended, and whose money was not settled. */
export const listUnsettled = (db: Db) =>
  db
    .selectFrom('calls')
    .selectAll()
    .where('is_money_settled', '=', 0)
    .where('ended_at', 'is not', null)
    .limit(LIMIT)
    .execute()

/** Calls that ended between two moments, and of which the carrier has not told the price. */
export const listUnpriced = (db: Db, { from, to }: { from: string; to: string }) =>
  db
    .selectFrom('calls')
    .selectAll()
    .where('cost_status', '=', 'estimated')
    .where('ended_at', '>=', from)
    .where('ended_at', '<', to)
    .where('sid', 'is not', null)
    .orderBy('ended_at')
    .limit(LIMIT)
    .execute()

/** Calls whose recording is older than it is kept. */
export const listOldRecordings = (db: Db, before: string) =>
  db
    .selectFrom('calls')
    .select(['id', 'recording_blob_id'])
    .where('recording_blob_id', 'is not', null)
    .where('ended_at', '<', before)
    .limit(LIMIT)
    .execute()
