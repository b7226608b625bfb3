import { sql } from 'kysely'
import { FIRST_UUID } from '../../../db/columns.ts'
import type { OwnerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'
import type { SortKey, Window } from '../../../db/window.ts'

/** Sorts before the id of every save. */
export const FIRST_ID = FIRST_UUID

const slot = ['id', 'session_id', 'party_name', 'scene_index', 'size_bytes', 'version', 'updated_at'] as const

const kept = (db: Db, owner: OwnerKey) =>
  db.selectFrom('parties').where('owner', '=', owner).where('deleted_at', 'is', null)

/** An owner's saves, the last written one first, older than the time and the id in `after` when given. */
export const listSlots = (db: Db, owner: OwnerKey, { limit, offset, after = [] }: Window<SortKey>) => {
  const [at, id] = after
  return kept(db, owner)
    .select(slot)
    .$if(at !== undefined, (query) =>
      query.where((where) =>
        where.or([
          where('updated_at', '<', at as string),
          where.and([where('updated_at', '=', at as string), where('id', '<', id as string)]),
        ]),
      ),
    )
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

export const countSlots = (db: Db, owner: OwnerKey) =>
  kept(db, owner)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

type After = { owner: OwnerKey; after: string; limit: number }

/** Some of an owner's saves with their states, by their ids. */
export const listStates = (db: Db, { owner, after, limit }: After) =>
  kept(db, owner)
    .select([...slot, sql<string>`state`.as('state')])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** Ids of some of an owner's saves. */
export const listIds = (db: Db, { owner, after, limit }: After) =>
  kept(db, owner).select(['id', 'session_id']).where('id', '>', after).orderBy('id').limit(limit).execute()

/** The versions that a save has replaced, by their numbers. */
export const listEarlier = (db: Db, { id, after, limit }: { id: string; after: number; limit: number }) =>
  db
    .selectFrom('party_versions')
    .select(['version', 'updated_at', 'state'])
    .where('party_id', '=', id)
    .where('version', '>', after)
    .orderBy('version')
    .limit(limit)
    .execute()

/** All saves of an owner, deleted ones among them, of one session where it is given. */
export const lockParties = (db: Db, { owner, sessions }: { owner: OwnerKey; sessions?: readonly string[] }) =>
  db
    .updateTable('parties')
    .set((set) => ({ version: set.ref('version') }))
    .where('owner', '=', owner)
    .$if(sessions !== undefined, (query) => query.where('session_id', 'in', sessions as string[]))
    .returning(['id', 'session_id', 'version', 'versions_kept', 'deleted_at'])
    .execute()

export const listParties = (db: Db, { owner, sessions }: { owner: OwnerKey; sessions?: readonly string[] }) =>
  db
    .selectFrom('parties')
    .select(['id', 'session_id', 'version', 'versions_kept', 'deleted_at'])
    .where('owner', '=', owner)
    .$if(sessions !== undefined, (query) => query.where('session_id', 'in', sessions as string[]))
    .execute()

export const deleteParties = (db: Db, owner: OwnerKey) => db.deleteFrom('parties').where('owner', '=', owner).execute()

export const dropParty = (db: Db, id: string) => db.deleteFrom('parties').where('id', '=', id).execute()

/** Gives a save with its history to another owner. */
export const handOverParty = (db: Db, { id, owner, version }: { id: string; owner: OwnerKey; version: number }) =>
  db.updateTable('parties').set({ owner, version }).where('id', '=', id).execute()

/** What stands where a save was, or is to be: a version that is never given again. Nothing, where there is a save. */
export const leaveVersion = (
  db: Db,
  row: { id: string; owner: OwnerKey; session_id: string; version: number; versions_kept: number; now: string },
) =>
  db
    .insertInto('parties')
    .values({
      ...{ id: row.id, owner: row.owner, session_id: row.session_id, version: row.version },
      ...{ versions_kept: row.versions_kept, state: null, party_name: null, scene_index: null, size_bytes: 0 },
      ...{ created_at: row.now, updated_at: row.now, deleted_at: row.now },
    })
    .onConflict((conflict) => conflict.columns(['owner', 'session_id']).doNothing())
    .execute()
