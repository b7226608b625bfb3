import { type Insertable, type RawBuilder, sql } from 'kysely'
import { isAnonymousOfStep } from '../../../db/anonymous-rows.ts'
import { type Batchable, batched } from '../../../db/batched.ts'
import { compiled } from '../../../db/compiled.ts'
import type { OwnerKey } from '../../../db/owner.ts'
import type { PartiesTable } from '../../../db/tables/saves.ts'
import type { Db } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'

/** What a save brings; the database counts the version. */
export type NewParty = Omit<Insertable<PartiesTable>, 'version' | 'deleted_at' | 'state'> & { state: string }

/** Owner and play session: the key of a save. */
export interface PartyKey {
  owner: OwnerKey
  session_id: string
}

/** Columns that a save replaces. */
const replaced = ['state', 'party_name', 'scene_index', 'size_bytes', 'updated_at', 'versions_kept'] as const

/** What a save answers with. */
const receipt = ['version', 'scene_index', 'updated_at'] as const

const state = sql<string>`state`.as('state')

/** The stored state is another. Compared as text, for Postgres's `json` has no equality. A deleted save has none. */
const differs = (brought: RawBuilder<unknown>) =>
  sql<boolean>`cast(parties.state as text) is distinct from cast(${brought} as text)`

/** The time of a save never runs backwards, whatever the clocks of several processes say. */
const later = (brought: RawBuilder<unknown>) =>
  sql<string>`case when parties.updated_at > ${brought} then parties.updated_at else ${brought} end`

export const findParty = batched({ params: { owner: 'text', session_id: 'text' } }, (db, key: PartyKey) =>
  db
    .selectFrom('parties')
    .select([state, 'scene_index', 'version', 'updated_at'])
    .where('owner', '=', key.owner)
    .where('session_id', '=', key.session_id)
    .where('deleted_at', 'is', null),
)

const insert = (db: Db, party: NewParty, overwrite: RawBuilder<boolean>) =>
  db
    .insertInto('parties')
    .values({ ...party, version: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['owner', 'session_id'])
        .doUpdateSet((set) => ({
          ...Object.fromEntries(replaced.map((column) => [column, set.ref(`excluded.${column}`)])),
          updated_at: later(sql.ref('excluded.updated_at')),
          deleted_at: null,
          // Counted on the row itself, which every other writer waits for: a version is never given twice.
          version: set('parties.version', '+', 1),
        }))
        .where(overwrite),
    )
    .returning(receipt)

const newParties: Batchable<NewParty> = {
  params: {
    id: 'uuid',
    owner: 'text',
    session_id: 'text',
    state: 'json',
    party_name: 'text',
    scene_index: 'integer',
    size_bytes: 'integer',
    versions_kept: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['owner', 'session_id'],
}

/** Inserts, or replaces what is there. No row comes back when the content is the same. */
export const upsertParty = batched(newParties, (db, party: NewParty) =>
  insert(db, only(party), differs(sql.ref('excluded.state'))),
)

/** Inserts where no save is, or a deleted one. No row comes back when one is there. */
export const insertParty = batched(newParties, (db, party: NewParty) =>
  insert(db, only(party), sql<boolean>`parties.deleted_at is not null`),
)

const replace = (db: Db, party: NewParty) =>
  db
    .updateTable('parties')
    .set((set) => ({
      ...Object.fromEntries(replaced.map((column) => [column, party[column]])),
      updated_at: later(sql`${party.updated_at}`),
      version: set('parties.version', '+', 1),
    }))
    .where('owner', '=', party.owner)
    .where('session_id', '=', party.session_id)
    .where('deleted_at', 'is', null)
    .where(differs(sql`${party.state}`))
    .returning(receipt)

/** One statement decides the race: no row comes back when the save has moved on, or the content is the same. */
export const replaceParty = compiled((db, party: NewParty & { basedOn: number }) =>
  replace(db, party).where('version', '=', party.basedOn),
)

/** Replaces any version. No row comes back when there is none, or the content is the same. */
export const replaceAnyParty = compiled((db, party: NewParty) => replace(db, party))

/** The columns of a new party, one by one: a compiled query sees placeholders, which cannot be spread. */
const only = (party: NewParty) =>
  Object.fromEntries(
    Object.keys(newParties.params).map((column) => [column, party[column as keyof NewParty]]),
  ) as NewParty

/** The current version and the kept ones that it replaced. */
const versionsOf = (db: Db, { owner, session_id }: PartyKey) => {
  const columns = ['state', 'party_name', 'scene_index', 'size_bytes', 'version', 'updated_at'] as const
  const current = db
    .selectFrom('parties')
    .select(columns)
    .where('owner', '=', owner)
    .where('session_id', '=', session_id)
    .where('deleted_at', 'is', null)
  const earlier = db
    .selectFrom('party_versions')
    .innerJoin('parties', 'parties.id', 'party_versions.party_id')
    .select(columns.map((column) => `party_versions.${column}` as const))
    .where('parties.owner', '=', owner)
    .where('parties.session_id', '=', session_id)
  return db.selectFrom(current.unionAll(earlier as never).as('versions'))
}

export const findVersion = (db: Db, { version, ...key }: PartyKey & { version: number }) =>
  versionsOf(db, key).select([state, 'version', 'updated_at']).where('version', '=', version).executeTakeFirst()

/** Postgres refuses to compare the column with a number that does not fit into it. */
const fitting = (version: number) => Math.min(Math.max(version, 0), 2_147_483_647)

/** Newest first, older than the version in `after` when given. */
export const listVersions = (db: Db, key: PartyKey, { limit, offset, after: [last] = [] }: Window) =>
  versionsOf(db, key)
    .select(['version', 'scene_index', 'party_name', 'size_bytes', 'updated_at'])
    .$if(last !== undefined, (query) => query.where('version', '<', fitting(last as number)))
    .orderBy('version', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

export const countVersions = (db: Db, key: PartyKey) =>
  versionsOf(db, key)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** What a deleted save keeps is its version. A trigger drops its history. */
const erased = (now: string) => ({ state: null, party_name: null, scene_index: null, size_bytes: 0, deleted_at: now })

/** Marks the save as deleted; with `version`, only that one. */
export const deleteParty = (
  db: Db,
  { owner, session_id, version, now }: PartyKey & { version?: number; now: string },
) =>
  db
    .updateTable('parties')
    .set(erased(now))
    .where('owner', '=', owner)
    .where('session_id', '=', session_id)
    .where('deleted_at', 'is', null)
    .$if(version !== undefined, (query) => query.where('version', '=', version as number))
    .returning('id')
    .executeTakeFirst()

/** Marks the saves between two ids as deleted that are no user's and were last written before a time. */
export const deleteIdleParties = (
  db: Db,
  step: { after: string; until: string | undefined; before: string; now: string },
) =>
  db
    .updateTable('parties')
    .set(erased(step.now))
    .where(isAnonymousOfStep(step))
    .where('deleted_at', 'is', null)
    .where('updated_at', '<', step.before)
    .execute()
