import { type Insertable, type Selectable, sql, type Transaction } from 'kysely'
import type { CallTurnsTable } from '../../../db/tables/calls.ts'
import type { Db, Tables } from '../../../db/tables.ts'

export type TurnRow = Selectable<CallTurnsTable>

export const listTurns = (db: Db, call_id: string) =>
  db.selectFrom('call_turns').selectAll().where('call_id', '=', call_id).orderBy('n').execute()

export const findTurn = (db: Db, { call_id, n }: { call_id: string; n: number }) =>
  db.selectFrom('call_turns').selectAll().where('call_id', '=', call_id).where('n', '=', n).executeTakeFirst()

/** The next turn of a call, whose number is given here. To be called with the call locked. */
export const insertTurn = (trx: Transaction<Tables>, turn: Omit<Insertable<CallTurnsTable>, 'n'>) =>
  trx
    .insertInto('call_turns')
    .values((eb) => ({
      ...turn,
      n: eb
        .selectFrom('call_turns')
        .select(sql<number>`coalesce(max(n), 0) + 1`.as('n'))
        .where('call_id', '=', turn.call_id),
    }))
    .returningAll()
    .executeTakeFirstOrThrow()

/** Says who has spoken a turn that was made before it could be heard. */
export const setSpoken = (
  trx: Transaction<Tables>,
  { call_id, n, ...spoken }: Pick<TurnRow, 'call_id' | 'n' | 'text' | 'spoken_by' | 'characters' | 'from_ms' | 'to_ms'>,
) => trx.updateTable('call_turns').set(spoken).where('call_id', '=', call_id).where('n', '=', n).execute()

/**
 * Claims the right to answer by text. No row comes back while another one has it, when the call is not in progress, or when
 * it is talked on a media socket.
 */
export const claimTurn = (
  db: Db,
  { id, claim, now, until }: { id: string; claim: string; now: string; until: string },
) =>
  db
    .updateTable('calls')
    .set({ turn_claim: claim, turn_claimed_until: until })
    .where('id', '=', id)
    .where('status', '=', 'in_progress')
    .where('stream_sid', 'is', null)
    .where((where) => where.or([where('turn_claim', 'is', null), where('turn_claimed_until', '<', now)]))
    .returningAll()
    .executeTakeFirst()

export const releaseTurn = (db: Db, { id, claim }: { id: string; claim: string }) =>
  db
    .updateTable('calls')
    .set({ turn_claim: null, turn_claimed_until: null })
    .where('id', '=', id)
    .where('turn_claim', '=', claim)
    .execute()
