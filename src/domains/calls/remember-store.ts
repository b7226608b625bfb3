import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'

/** No row comes back when it was done before. */
export const markRemembered = (
  trx: Transaction<Tables>,
  { id, summary, now }: { id: string; summary: string | null; now: string },
) =>
  trx
    .updateTable('calls')
    .set({ summary, remembered_at: now })
    .where('id', '=', id)
    .where('remembered_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
